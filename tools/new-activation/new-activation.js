import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const usage = `usage: npm run new-activation -- NAME [--into FOLDER]

Makes a package for a new activation, from tools/new-activation/template: op, layer, description, tests, README.
NAME is lower case with hyphens; FOLDER is packages/activations unless you say otherwise.

    npm run new-activation -- mish
    npm run new-activation -- hard-swish`;

const workspace = resolve(import.meta.dirname, '../..');
const template = join(import.meta.dirname, 'template');

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      into: { type: 'string', default: join(workspace, 'packages/activations') },
      help: { type: 'boolean' },
    },
  });
  if (values.help) console.log(usage);
  else if (positionals.length !== 1) throw new Error(usage);
  else await make(positionals[0], resolve(values.into));
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

async function make(name, into) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(`name of an activation: expected lower case with hyphens (hard-swish), got "${name}"`);
  const folder = join(into, name);
  if (existsSync(folder))
    throw new Error(`${folder}: exists already. Choose another name, or remove it first`);

  const words = name.split('-');
  const pascal = words.map(capital).join('');
  const forms = {
    'my-activation': name,
    myActivation: words[0] + words.slice(1).map(capital).join(''),
    MyActivation: pascal,
    'My activation': capital(words.join(' ')),
  };
  const renamed = (text) =>
    text.replace(/my-activation|myActivation|MyActivation|My activation/g, (form) => forms[form]);

  const files = (await readdir(template, { recursive: true, withFileTypes: true })).filter((file) =>
    file.isFile(),
  );
  for (const file of files) {
    const source = join(file.parentPath, file.name);
    const target = join(folder, renamed(relative(template, source)));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, renamed(await readFile(source, 'utf8')));
  }

  const shown = relative(process.cwd(), folder);
  const steps = [
    ['npm install', 'links it into the workspace'],
    [`${shown}/src/${name}.ts`, 'your formula'],
    [`${shown}/src/description.ts`, 'its title and paper'],
    [`${shown}/test/${name}.test.ts`, 'its documented values'],
    [`${shown}/README.md`, 'what it is'],
    [`npm test -w @rectified/${name}`, 'tests it on every backend'],
  ];
  const width = Math.max(...steps.map(([step]) => step.length));
  console.log(`Made ${shown}: so far a leaky ReLU with the slope 1/4. Now\n`);
  for (const [step, meaning] of steps) console.log(`  ${step.padEnd(width)}  ${meaning}`);
  console.log(`\nand compare it: npx rectified compare --activations relu,./${shown} ...`);
}

function capital(word) {
  return word[0].toUpperCase() + word.slice(1);
}
