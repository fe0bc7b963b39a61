import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFolders, readManifest, withMetadata } from '../metadata/metadata.js';

const usage = `usage: npm run new-activation -- NAME [--into FOLDER]

Makes a package for a new activation, from tools/new-activation/template: formula, tests, README, changeset.
NAME is lower case with hyphens; FOLDER is packages/activations unless you say otherwise.

    npm run new-activation -- mish
    npm run new-activation -- hard-swish`;

const workspace = resolve(import.meta.dirname, '../..');
const template = join(import.meta.dirname, 'template');
// npm runs scripts in the workspace's root; a path is meant from where the user is.
const cwd = process.env.INIT_CWD ?? process.cwd();

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
  else await make(positionals[0], resolve(cwd, values.into));
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

async function make(name, into) {
  const root = dirname(dirname(into));
  if (!existsSync(join(root, 'tsconfig.json')))
    throw new Error(
      `${into}: not a folder of a workspace: expected one like ${join(workspace, 'packages/activations')}`,
    );
  const siblings = packageFolders().map(readManifest);
  const forms = formsOf(name);
  checkName(name, forms, root === workspace ? siblings : []);
  const folder = join(into, name);
  if (existsSync(folder))
    throw new Error(`${folder}: exists already. Choose another name, or remove it first`);

  const unfinished = join(into, `.${name}.new`);
  try {
    await mkdir(unfinished, { recursive: true });
    await fill(unfinished, forms);
    const manifest = readManifest(unfinished);
    const complete = withMetadata(withRanges(manifest, siblings), `packages/${basename(into)}/${name}`);
    await writeFile(join(unfinished, 'package.json'), `${JSON.stringify(complete, null, 2)}\n`);
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  if (existsSync(join(root, '.changeset'))) await writeChangeset(root, name, forms);

  const shown = relative(cwd, folder);
  const steps = [
    ['npm install', 'links it into the workspace'],
    [`${shown}/src/${name}.ts`, 'your formula, its title and paper'],
    [`${shown}/test/${name}.test.ts`, 'its documented values'],
    [`${shown}/README.md`, 'what it is'],
    [`npm test -w @rectified/${name}`, 'tests it on every backend'],
  ];
  const width = Math.max(...steps.map(([step]) => step.length));
  console.log(`Made ${shown}: so far a leaky ReLU with the slope 1/4. Now\n`);
  for (const [step, meaning] of steps) console.log(`  ${step.padEnd(width)}  ${meaning}`);
  console.log(`\nand compare it: npx rectified compare --activations relu,./${shown} ...`);
}

/** The name as file, function, class and in a sentence. */
function formsOf(name) {
  const words = name.split('-');
  return {
    'my-activation': name,
    myActivation: words[0] + words.slice(1).map(capital).join(''),
    MyActivation: words.map(capital).join(''),
    'My activation': capital(words.join(' ')),
  };
}

function checkName(name, { myActivation, MyActivation }, siblings) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(`name of an activation: expected lower case with hyphens (hard-swish), got "${name}"`);
  if (name.length > 100)
    throw new Error(`name of an activation: expected at most 100 characters, got ${name.length}`);
  if (/^(aux|con|nul|prn|com\d|lpt\d)$/.test(name))
    throw new Error(`name of an activation: Windows has no folder "${name}". Choose another name`);
  if (siblings.some((sibling) => sibling.name === `@rectified/${name}`))
    throw new Error(`@rectified/${name}: exists already. Choose another name`);
  if (!isFree(myActivation) || !isFree(MyActivation))
    throw new Error(
      `name of an activation: "${name}" cannot be called ${myActivation} and ${MyActivation} in TypeScript: ` +
        'a word of the language, a global, or a name that the package uses. Choose another name',
    );
}

/** Whether an identifier is neither a word of JavaScript, nor a global, nor taken by what the template imports. */
function isFree(identifier) {
  const taken =
    'LayerConfig activation await described description describe expect formula index it layerOf loadBackends model mul opOf ' +
    'select sequential testActivation tf x';
  if (taken.split(' ').includes(identifier) || identifier in globalThis) return false;
  try {
    new Function(`'use strict'; const ${identifier} = 0;`);
    return true;
  } catch {
    return false;
  }
}

/** Copies the template with the activation's name in place of its own. */
async function fill(folder, forms) {
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
}

/** The template names dependencies without versions: ours have the workspace's, others those of the packages here. */
function withRanges(manifest, siblings) {
  const range = (name) => {
    const own = siblings.find((sibling) => sibling.name === name);
    if (own) return `^${own.version}`;
    const theirs = siblings.find(({ peerDependencies = {} }) => name in peerDependencies);
    return theirs.peerDependencies[name];
  };
  const ranges = (dependencies) =>
    Object.fromEntries(Object.keys(dependencies).map((name) => [name, range(name)]));
  return {
    ...manifest,
    dependencies: ranges(manifest.dependencies),
    peerDependencies: ranges(manifest.peerDependencies),
    devDependencies: ranges(manifest.devDependencies),
  };
}

/** What its first release says of it; a package that was never published must be in a changeset. */
function writeChangeset(root, name, forms) {
  const text = `---\n'@rectified/${name}': minor\n---\n\nFirst release: ${forms['My activation']} for TensorFlow.js.\n`;
  return writeFile(join(root, '.changeset', `first-${name}.md`), text);
}

function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
