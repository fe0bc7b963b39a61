import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fences, isTest } from '../readme/examples.js';
import { followReadme, imported, installed } from './follow-readme.js';
import { fail, newCache, newReader, type Reader } from './reader.js';
import { type Registry, serveRegistry } from './registry.js';
import { manifestOf, type Packed, packAll, packageFolders, root } from './workspace.js';

/**
 * Tests every package from its reader's perspective: it is packed as for publishing and installed by the lines of its README in an
 * empty folder; its examples run there, it loads as ESM and as CommonJS, with types for both, and installs only what it
 * needs.
 */
const exec = promisify(execFile);
const bin = join(root, 'node_modules/.bin');
const folders = packageFolders();
let scratch: string;
let packed: Packed[];
let registry: Registry;
let cache: string;
let followed = 0;

beforeAll(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), 'rectified-pack-')));
  packed = await packAll(scratch);
  registry = await serveRegistry(packed);
  cache = await newCache(join(scratch, 'npm-cache'));
});
afterAll(async () => {
  registry.close();
  console.log(`READMEs followed to the letter, each in an empty folder: ${followed} of ${folders.length}`);
  await rm(scratch, { recursive: true, force: true });
});

/** Packages that must work without TensorFlow.js. */
const withoutTensorFlow = [
  'errors',
  'testing',
  'dataset',
  'augment',
  'cifar',
  'ndsb',
  'synthetic',
  'metrics',
  'run-folder',
  'report',
];

describe.concurrent.each(folders.map((folder) => folder.split('/').slice(-2).join('/')))('%s', (short) => {
  const folder = join(root, 'packages', short);
  const markdown = readFileSync(join(folder, 'README.md'), 'utf8');
  const find = () => packed.find((one) => one.folder === folder)!;

  it('is a valid package (publint) with types for ESM and CommonJS (attw)', async () => {
    const { tarball, manifest } = find();
    await exec(join(bin, 'publint'), ['run', tarball, '--strict']).catch(fail);
    const ignored = Object.keys(manifest.exports).filter((entry) => entry === './package.json');
    await exec(join(bin, 'attw'), [
      tarball,
      '--profile',
      'node16',
      '--exclude-entrypoints',
      ...ignored,
    ]).catch(fail);
  });

  it('contains its license, README and sources, and tells bundlers what they may drop', async () => {
    const { files, manifest, name } = find();
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.cjs', 'src/index.ts']),
    );
    // A bundle of just the import: code that registers classes stays, the rest is dropped.
    const bundle = await bundled(`import '${name}';`);
    expect(bundle.includes('registerClass') || bundle.includes('import'), bundle).toBe(
      manifest.sideEffects === true,
    );
  });

  it('has a README that installs what its examples import, and says why it does not run one', () => {
    const { name } = manifestOf(folder);
    const shell = fences(markdown).filter(({ language }) => language === 'sh');
    const commands = shell.map(({ code }) => code).join('');
    expect(installed(markdown)).toContain(name);
    for (const fence of fences(markdown)) {
      const { line, language, notRun } = fence;
      if (notRun !== undefined) expect(notRun, `reason why line ${line} is not run`).not.toBe('');
      if (isTest(fence)) expect(commands, `how the test of line ${line} is run`).toContain('npx vitest run');
      if (language === 'ts')
        expect(installed(markdown), `imports of line ${line}`).toEqual(
          expect.arrayContaining(imported(fence)),
        );
    }
    // Commands are in separate blocks, which are run.
    expect(markdown, 'an indented command').not.toMatch(/^ {4}(npm|npx|rectified) /m);
  });

  it('works as its README says, in an empty folder, and installs only what it needs', async () => {
    const reader = newReader(join(scratch, 'readers', short.replace('/', '-')), registry.url, cache);
    await followReadme(reader, markdown);
    followed += 1;

    const { name, manifest } = find();
    const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');
    expect(await loaded(reader, name), name).toBeGreaterThan(0);
    for (const entry of entries) await loaded(reader, name + entry.slice(1));
    for (const command of Object.keys(manifest.bin ?? {})) await reader.run('npx', [command, '--help']);

    const ours = installed(markdown).filter((one) => one.startsWith('@rectified/'));
    const found = readdirSync(join(reader.folder, 'node_modules/@rectified'));
    expect(found.map((one) => `@rectified/${one}`).sort()).toEqual(closure(ours));
    if (withoutTensorFlow.includes(name.replace('@rectified/', '')))
      expect(existsSync(join(reader.folder, 'node_modules/@tensorflow'))).toBe(false);
    await rm(reader.folder, { recursive: true });
  });
});

it.concurrent('the command runs where there is no project: npx @rectified/cli', async () => {
  const reader = newReader(join(scratch, 'readers/no-project'), registry.url, cache);
  const datasets = JSON.parse(await reader.run('npx', ['@rectified/cli', 'datasets', '--json']));
  expect(datasets).toContainEqual(expect.objectContaining({ name: 'cifar10' }));
  expect(readdirSync(reader.folder)).toEqual(['.npmrc']);
});

it.concurrent('npm create @rectified/activation makes a package that builds, is checked, and is compared', async () => {
  const reader = newReader(join(scratch, 'readers/create'), registry.url, cache);
  await reader.run('npm', ['create', '@rectified/activation', '@acme/hard-swish']);
  const maker = newReader(join(reader.folder, 'hard-swish'), registry.url, cache);
  await maker.run('npm', ['install']);
  const npm = (...args: string[]) => maker.run('npm', args, { CI: '1' });
  expect(await npm('run', 'check')).toMatch(/^all \d+ checks passed/m);
  // Initially it is the identity.
  await expect(npm('test')).rejects.toThrow(/has the golden values[\s\S]*there are none yet/);

  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(join(maker.folder, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(maker.folder, file), text.replace(from, to));
  };
  edit('src/hard-swish.ts', '({ x }) => x,', '({ x }) => div(mul(x, clip(add(x, 3), 0, 6)), 6),');
  edit('src/hard-swish.ts', 'import { activation, ', 'import { activation, add, clip, div, mul, ');
  edit('test/hard-swish.test.ts', '[-Infinity, -Infinity]', '[-Infinity, 0]');
  edit('test/hard-swish.test.ts', 'golden: []', 'golden: [[-2, -1 / 3, -1 / 6], [1, 2 / 3, 5 / 6]]');
  await npm('run', 'prepublishOnly');
  const compared = await maker.run('npx', [
    ...['rectified', 'compare', '--recipe', 'demo', '--activations', 'relu,./src/index.ts'],
    ...['--epochs', '1', '--limit', '200', '--seeds', '1', '--out', 'runs'],
  ]);
  expect(compared).toMatch(/Hard swish/);
});

it.concurrent('@rectified/ndsb reads a folder of images where nothing but its own needs is installed', async () => {
  const reader = newReader(join(scratch, 'readers/plankton'), registry.url, cache);
  await reader.run('npm', ['install', '@rectified/ndsb']);
  const write = `
    import { mkdirSync } from 'node:fs';
    import sharp from 'sharp';
    import { ndsbClasses, openNdsb } from '@rectified/ndsb';
    for (const [label, name] of ndsbClasses.entries()) {
      mkdirSync('train/' + name, { recursive: true });
      const gray = { r: label, g: label, b: label };
      await sharp({ create: { width: 9, height: 7, channels: 3, background: gray } }).toFile('train/' + name + '/1.jpg');
    }
    const { all } = await openNdsb('.', { cache: 'cache' });
    console.log(all.size, all.get(95).name, all.get(95).pixels[0]);`;
  const read = `
    require('@rectified/ndsb').openNdsb('.', { cache: 'cache', onProgress() { throw Error('decoded again'); } })
      .then(({ all }) => console.log(all.size, all.get(95).name, all.get(95).pixels[0]));`;
  expect(await node(reader, ['--input-type=module', '-e', write])).toBe('121 shrimp-like_other 95\n');
  expect(await node(reader, ['-e', read])).toBe('121 shrimp-like_other 95\n');
});

it('a bundler drops unused parts of a package', async () => {
  const one = await bundled(`import { errorRate } from '@rectified/metrics'; console.log(errorRate);`);
  const all = await bundled(`import * as all from '@rectified/metrics'; console.log(all);`);
  expect(one.length).toBeLessThan(all.length / 4);
  for (const name of ['RectifiedReLU', 'RectifiedLeakyReLU', 'RectifiedPReLU', 'RectifiedRReLU'])
    expect(await bundled(`import '@rectified/activations';`)).toContain(name);
});

/** Bundles a module that imports our packages; others stay imports. */
async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    ...{ bundle: true, write: false, format: 'esm', platform: 'node', treeShaking: true, logLevel: 'silent' },
    plugins: [onlyOurs],
  });
  return outputFiles[0]!.text;
}

const onlyOurs: Plugin = {
  name: 'only-ours',
  setup({ onResolve }) {
    onResolve({ filter: /^[^.]/ }, ({ path }) =>
      path.startsWith('@rectified/') || path.startsWith('/')
        ? undefined
        : { path, external: true, sideEffects: false },
    );
  },
};

/** Some of our packages and all of ours that they depend on, by their manifests. */
function closure(names: readonly string[]): string[] {
  const found = new Set<string>();
  const queue = [...names];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const { manifest } = packed.find((one) => one.name === next)!;
    queue.push(...Object.keys(manifest.dependencies ?? {}).filter((one) => one.startsWith('@rectified/')));
  }
  return [...found].sort();
}

/** The number of names that `import` finds in a module; `require` must find the same number. */
async function loaded(reader: Reader, id: string): Promise<number> {
  const names = 'Object.keys(m).filter((name) => name !== "default" && name !== "module.exports").length';
  const esm = `const m = await import(${JSON.stringify(id)}); console.log(${names})`;
  const cjs = `const m = require(${JSON.stringify(id)}); console.log(${names})`;
  const count = Number(await node(reader, ['--input-type=module', '-e', esm]));
  expect(Number(await node(reader, ['-e', cjs])), `names of require('${id}')`).toBe(count);
  return count;
}

function node(reader: Reader, args: readonly string[]): Promise<string> {
  return reader.run(process.execPath, args);
}
