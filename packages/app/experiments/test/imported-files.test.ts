import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { changedCode } from '@rectified/run-folder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeIdentity } from '../src/code-identity.js';
import { importedFiles } from '../src/imported-files.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'imported-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

async function filesOf(entry: string): Promise<string[]> {
  const { files } = await importedFiles(join(directory, entry));
  return Object.keys(files)
    .map((file) => relative(directory, file))
    .sort();
}

it('finds what a module imports, however it does', async () => {
  write({
    'mine/index.ts': `import a from './a';
      import { b } from './b.js';
      export * from '../shared/c';
      import type { D } from './d.ts';
      const { e } = await import('./e.mjs');
      const f = require('./f');
      const slope = new URL('./slope.json', import.meta.url);
      const g = readFileSync(\`./g.txt\`);
      import h = require('./h.cjs');
      // import './not-this';
      const text = 'import "./nor-this"';
      enum Kind { One } @decorated class X {} const y = <number>1;`,
    'mine/a.ts': "import './deep/again';",
    'mine/b.ts': "export const b = <T,>(x: T) => x; import '../mine/index';",
    'shared/c/index.ts': "import 'node:fs';",
    'mine/d.ts': '',
    'mine/e.mjs': '',
    'mine/f.js': 'module.exports = 1;',
    'mine/slope.json': '3',
    'mine/g.txt': '',
    'mine/h.cjs': '',
    'mine/deep/again.ts': '',
    'mine/not-this.ts': '',
    'mine/nor-this.ts': '',
  });
  expect(await filesOf('mine/index.ts')).toEqual([
    'mine/a.ts',
    'mine/b.ts',
    'mine/d.ts',
    'mine/deep/again.ts',
    'mine/e.mjs',
    'mine/f.js',
    'mine/g.txt',
    'mine/h.cjs',
    'mine/index.ts',
    'mine/slope.json',
    'shared/c/index.ts',
  ]);
});

it('takes packages by their versions and by the text of what is imported of them, tfjs by its version', async () => {
  write({
    'mine.ts': "import { one } from 'one'; import 'linked'; import '@tensorflow/tfjs-core';",
    'node_modules/@tensorflow/tfjs-core/package.json': '{"name":"@tensorflow/tfjs-core","version":"4.5.6"}',
    'node_modules/@tensorflow/tfjs-core/index.js': '',
    'node_modules/one/package.json': '{"name":"one","version":"1.2.3","main":"main.js"}',
    'node_modules/one/main.js': "require('./inner')",
    'node_modules/one/inner.js': '',
    'absolute.ts': `import '${join(directory, 'mine.ts')}'`,
  });
  const { files, packages } = await importedFiles(join(directory, 'absolute.ts'));
  expect(packages).toEqual({ one: '1.2.3', '@tensorflow/tfjs-core': '4.5.6' });
  expect(Object.keys(files).map((file) => relative(directory, file))).toEqual([
    'absolute.ts',
    'mine.ts',
    'node_modules/one/main.js',
    'node_modules/one/inner.js',
  ]);
  const mine = join(directory, 'mine.ts');
  const before = await codeIdentity(mine);
  write({ 'node_modules/one/inner.js': 'module.exports = 0.7;' });
  expect(changedCode(before, await codeIdentity(mine))).toBe('node_modules/one/inner.js changed');
});

it('finds what a package names within itself, and notices another target, also where this process has looked before', async () => {
  const manifest = (slope: string, version = '1.0.0') =>
    write({ 'package.json': JSON.stringify({ name: 'mine', version, imports: { '#slope': slope } }) });
  manifest('./a.js');
  write({ 'deep/mine.ts': "import { slope } from '#slope';", 'a.js': 'export const slope = 1;', 'b.js': '' });
  const entry = join(directory, 'deep', 'mine.ts');
  const before = await codeIdentity(entry);
  expect(Object.keys(before!.files)).toEqual(['../a.js', '../package.json#imports', 'mine.ts']);
  manifest('./a.js', '2.0.0'); // which says nothing of the files
  expect(changedCode(before, await codeIdentity(entry))).toBeUndefined();
  manifest('./b.js');
  expect(changedCode(before, await codeIdentity(entry))).toMatch(/package\.json#imports.* changed/);
});

it('tells an activation by its text and that of what it imports, and an installed package by all its files', async () => {
  write({
    'mine.ts': "import { slope } from './slope.js'; export default slope;",
    'slope.ts': 'export const slope = 3;',
    'node_modules/@you/mish/package.json': '{"name":"@you/mish","version":"1.0.0"}',
    'node_modules/@you/mish/index.js': '',
    'node_modules/@you/mish/wasm/mish.wasm': 'a',
  });
  const mine = join(directory, 'mine.ts');
  const mish = join(directory, 'node_modules/@you/mish/index.js');
  const identities = async () => [await codeIdentity(mine), await codeIdentity(mish)] as const;
  const [before, packed] = await identities();
  expect(Object.keys(before!.files)).toEqual(['mine.ts', 'slope.ts']);
  expect(packed).toMatchObject({ package: '@you/mish', version: '1.0.0' });
  expect(await identities()).toEqual([before, packed]);

  write({ 'slope.ts': 'export const slope = 4;', 'node_modules/@you/mish/wasm/mish.wasm': 'b' });
  const [after, patched] = await identities();
  expect(changedCode(before, after)).toBe('slope.ts changed');
  expect(changedCode(packed, patched)).toBe('wasm/mish.wasm changed');
  write({ 'node_modules/@you/mish/package.json': '{"name":"@you/mish","version":"1.0.1"}' });
  expect(changedCode(packed, (await identities())[1])).toBe('@you/mish 1.0.0 became @you/mish 1.0.1');
  expect(changedCode(undefined, undefined)).toBeUndefined();
  expect(changedCode(undefined, after)).toMatch(/one is of Rectified itself/);
  expect(await codeIdentity()).toBeUndefined();
});

const dependency = { 'node_modules/one/package.json': '{"name":"one","version":"1.2.3","main":"main.js"}' };

describe.each([
  ['joined to its folder', "readFileSync(join(import.meta.dirname, 'table.json'))", 'table.json'],
  ['behind its folder', "readFileSync(__dirname + '/table.json')", 'table.json'],
  ['in a template', `readFileSync(\`\${import.meta.dirname}/table.json\`)`, 'table.json'],
  ['as a URL without a dot', "readFileSync(new URL('table.json', import.meta.url))", 'table.json'],
  ['of a module, behind its folder', "const name = 'slope.mjs'; await import('./' + name)", 'slope.mjs'],
  [
    'of a package, by a function of its own',
    "const load = createRequire(here); load('one')",
    'node_modules/one/main.js',
  ],
])('a name that stands in a module %s', (_, text, name) => {
  it('is a file that it is made of', async () => {
    write({ ...dependency, 'mine.mjs': text, [name]: '' });
    expect(await filesOf('mine.mjs')).toEqual(['mine.mjs', name].sort());
  });
});

it('takes a name that stands in a module by its absolute path, and from the current directory', async () => {
  write({ 'there/mine.mjs': `readFileSync('${join(directory, 'table.json')}')`, 'table.json': '' });
  expect(await filesOf('there/mine.mjs')).toEqual(['table.json', 'there/mine.mjs']);
  const from = process.cwd();
  write({ 'there/mine.mjs': "readFileSync('table.json')" });
  try {
    process.chdir(directory);
    expect(await filesOf('there/mine.mjs')).toEqual(['table.json', 'there/mine.mjs']);
  } finally {
    process.chdir(from);
  }
});

it('follows a link to where it leads', async () => {
  write({ 'real/mine.mjs': "import './slope.mjs'", 'real/slope.mjs': '' });
  symlinkSync('real/mine.mjs', join(directory, 'mine.mjs'));
  expect(await filesOf('mine.mjs')).toContain('real/slope.mjs');
});

it.each(['node_modules/one', 'node_modules/mish/node_modules/one'])(
  'tells an installed package by what it imports of others, too: %s',
  async (place) => {
    write({
      'node_modules/mish/package.json': '{"name":"mish","version":"1.0.0","main":"index.js"}',
      'node_modules/mish/index.js': "module.exports = require('one')",
      [`${place}/package.json`]: '{"name":"one","version":"1.2.3","main":"main.js"}',
      [`${place}/main.js`]: 'module.exports = 1;',
    });
    const mish = join(directory, 'node_modules/mish/index.js');
    const before = await codeIdentity(mish);
    expect(before).toMatchObject({ package: 'mish', version: '1.0.0', imports: { one: '1.2.3' } });
    expect(Object.keys(before!.files)).toEqual(['index.js', 'package.json', 'node_modules/one/main.js']);
    write({ [`${place}/main.js`]: 'module.exports = 2;' });
    expect(changedCode(before, await codeIdentity(mish))).toBe('node_modules/one/main.js changed');
    write({ [`${place}/package.json`]: '{"name":"one","version":"2.0.0","main":"main.js"}' });
    expect(changedCode(before, await codeIdentity(mish))).toBe('node_modules/one/main.js, one changed');
  },
);

it.each(['{ broken', '', 'null', '{"name": 3}', '{"name": "mish", "version": 3}'])(
  'is not stopped by a package.json above a file that says %j',
  async (manifest) => {
    write({ 'package.json': manifest, 'mine/mine.ts': "import './slope.js'", 'mine/slope.ts': '' });
    expect(Object.keys((await codeIdentity(join(directory, 'mine/mine.ts')))!.files)).toEqual([
      'mine.ts',
      'slope.ts',
    ]);
  },
);

it('reads a package.json that begins with a byte order mark', async () => {
  write({
    'node_modules/mish/package.json': '\uFEFF{"name":"mish","version":"1.0.0"}',
    'node_modules/mish/index.js': '',
  });
  expect(await codeIdentity(join(directory, 'node_modules/mish/index.js'))).toMatchObject({
    package: 'mish',
    version: '1.0.0',
  });
});
