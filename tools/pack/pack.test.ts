import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Packed, packAll, packageFolders } from './workspace.js';

/**
 * Every package, packed as for publishing, is installed alone in an empty project, from tarballs instead of the
 * registry: it must load as ESM and as CommonJS, with types that fit both, and bring only what it needs.
 */
const exec = promisify(execFile);
const bin = resolve(import.meta.dirname, '../../node_modules/.bin');
const install = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
const folders = packageFolders();
let scratch: string;
let packed: Packed[];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rectified-pack-'));
  packed = await packAll(scratch);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Packages that must work where TensorFlow.js is not installed. */
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

describe.each(folders.map((folder) => folder.split('/').slice(-2).join('/')))('%s', (short) => {
  const find = () => packed.find(({ folder }) => folder.endsWith(`/${short}`))!;

  it('has the shape of a package (publint) and types for ESM and CommonJS (attw)', async () => {
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

  it('installs alone, loads as ESM and CommonJS, and brings only what it needs', async () => {
    const { name, manifest } = find();
    const project = join(scratch, name.replace('/', '-'));
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), JSON.stringify(manifestOf(name), null, 2));
    await exec('npm', install, { cwd: project, maxBuffer: 1e8 }).catch(fail);

    expect(await loaded(project, name), name).toBeGreaterThan(0);
    const others = Object.keys(manifest.exports).filter(
      (entry) => entry !== '.' && entry !== './package.json',
    );
    const optional = Object.keys(manifest.peerDependenciesMeta ?? {});
    // What an optional peer is for lives in an entry point of its own.
    if (others.length > 0 && optional.length > 0)
      await exec(
        'npm',
        [...install, ...optional.map((peer) => `${peer}@${manifest.peerDependencies![peer]}`)],
        {
          cwd: project,
        },
      ).catch(fail);
    for (const entry of others) await loaded(project, name + entry.slice(1));
    for (const command of Object.keys(manifest.bin ?? {}))
      await exec(join(project, 'node_modules/.bin', command), ['--help'], { cwd: project }).catch(fail);

    const ours = Object.keys(manifest.dependencies ?? {}).filter((dependency) =>
      dependency.startsWith('@rectified/'),
    );
    const installed = readdirSync(join(project, 'node_modules/@rectified')).map(
      (folder) => `@rectified/${folder}`,
    );
    expect(installed.sort()).toEqual(closure(name, ours));
    if (withoutTensorFlow.includes(name.replace('@rectified/', '')))
      expect(existsSync(join(project, 'node_modules/@tensorflow'))).toBe(false);
  });
});

it('@rectified/ndsb reads a folder of images where nothing but its own needs is installed', async () => {
  const project = join(scratch, 'plankton');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifestOf('@rectified/ndsb'), null, 2));
  await exec('npm', install, { cwd: project, maxBuffer: 1e8 }).catch(fail);
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
  expect(await node(project, ['--input-type=module', '-e', write])).toBe('121 shrimp-like_other 95\n');
  expect(await node(project, ['-e', read])).toBe('121 shrimp-like_other 95\n');
});

/** A project that depends on one of our packages; `overrides` gives the tarballs to its dependencies too. */
function manifestOf(name: string) {
  const tarballs = Object.fromEntries(packed.map((one) => [one.name, `file:${one.tarball}`]));
  const { [name]: own, ...overrides } = tarballs;
  return { name: 'empty', private: true, dependencies: { [name]: own }, overrides };
}

/** The package and all that it needs of ours, by the manifests. */
function closure(name: string, dependencies: readonly string[]): string[] {
  const found = new Set([name]);
  const queue = [...dependencies];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const { folder } = packed.find((one) => one.name === next)!;
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Packed['manifest'];
    queue.push(...Object.keys(manifest.dependencies ?? {}).filter((one) => one.startsWith('@rectified/')));
  }
  return [...found].sort();
}

/** How many names `import` finds in a module; `require` must find as many. */
async function loaded(project: string, id: string): Promise<number> {
  const names = 'Object.keys(m).filter((name) => name !== "default" && name !== "module.exports").length';
  const esm = `const m = await import(${JSON.stringify(id)}); console.log(${names})`;
  const cjs = `const m = require(${JSON.stringify(id)}); console.log(${names})`;
  const count = Number(await node(project, ['--input-type=module', '-e', esm]));
  expect(Number(await node(project, ['-e', cjs])), `names of require('${id}')`).toBe(count);
  return count;
}

async function node(cwd: string, args: string[]): Promise<string> {
  const { stdout } = await exec(process.execPath, args, { cwd }).catch(fail);
  return stdout;
}

function fail(error: unknown): never {
  const {
    message,
    stdout = '',
    stderr = '',
  } = error as { message: string; stdout?: string; stderr?: string };
  throw new Error([message, stdout, stderr].filter(Boolean).join('\n'));
}
