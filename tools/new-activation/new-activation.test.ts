import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
let workspace: string;
let into: string;
const generate = (...args: string[]) =>
  run(process.execPath, [join(root, 'tools/new-activation/new-activation.js'), '--into', into, ...args]);

/** A workspace of its own, with the dependencies and the configuration of this one. */
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'rectified-new-activation-'));
  for (const name of [
    ...['node_modules', 'tsconfig.json', 'tsconfig.base.json'],
    ...['tsconfig.build.json', 'tsup.config.ts', 'LICENSE'],
  ])
    await symlink(join(root, name), join(workspace, name));
  into = join(workspace, 'packages/activations');
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

describe('npm run new-activation -- hard-swish', () => {
  let folder: string;
  beforeAll(async () => {
    const { stdout } = await generate('hard-swish');
    expect(stdout).toContain('npm test -w @rectified/hard-swish');
    folder = join(into, 'hard-swish');
  });

  it('makes a package in which nothing is left of the template', async () => {
    const files = (await readdir(folder, { recursive: true })).sort();
    expect(files).toEqual([
      'README.md',
      'package.json',
      'src',
      'src/hard-swish.ts',
      'src/index.ts',
      'test',
      'test/hard-swish.test.ts',
      'tsconfig.json',
    ]);
    for (const file of files.filter((name) => name.includes('.')))
      expect(await readFile(join(folder, file), 'utf8')).not.toMatch(/my.?activation/i);
    expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).name).toBe(
      '@rectified/hard-swish',
    );
    const source = await readFile(join(folder, 'src/hard-swish.ts'), 'utf8');
    expect(source).toContain("className: 'RectifiedHardSwish'");
  });

  it('has the shape of the packages beside it', async () => {
    const read = async (path: string) => JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
    const shape = async (path: string) => {
      const {
        name,
        version,
        description,
        keywords,
        homepage,
        repository,
        dependencies,
        devDependencies,
        ...rest
      } = await read(path);
      return { ...rest, repository: Object.keys(repository), keywords: keywords.length > 2 };
    };
    expect(await shape(folder)).toEqual(await shape(join(root, 'packages/activations/relu')));

    const { version, repository, devDependencies } = await read(folder);
    expect(version).toBe('0.0.0');
    expect(repository.directory).toBe('packages/activations/hard-swish');
    for (const [name, range] of Object.entries(devDependencies)) {
      const core = await read(join(root, 'packages/core', name.replace('@rectified/', '')));
      expect(range, `the workspace's ${name}`).toBe(`^${core.version}`);
    }
  });

  it('passes the type check, its tests and its README as it is', async () => {
    const tsc = run(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', 'tsconfig.json'], {
      cwd: folder,
    });
    const { stdout } = await tsc.catch((error) => error as { stdout: string });
    // It reads the sources of other packages too, whose faults are not the generator's.
    expect(stdout.split('\n').filter((line) => /^(src|test)\//.test(line))).toEqual([]);
    await test();
  });

  it('passes once the formula and its values are filled in, and fails in between', async () => {
    // Hard swish (arXiv 1905.02244): x relu6(x + 3) / 6.
    await replace(
      'src/hard-swish.ts',
      'select(x, 0, x, mul(0.25, x))',
      'div(mul(x, clip(add(x, 3), 0, 6)), 6)',
    );
    await replace('src/hard-swish.ts', 'import { activation, ', 'import { activation, add, clip, div, ');
    await replace('src/hard-swish.ts', 'mul, opOf, select }', 'mul, opOf }');
    await expect(test()).rejects.toMatchObject({
      stderr: expect.stringContaining('at x = -2: expected -0.5, got -0.33'),
    });
    await replace('test/hard-swish.test.ts', '[-2, -0.5]', '[-2, -0.333333]');
    await replace('test/hard-swish.test.ts', '[-Infinity, -Infinity]', '[-Infinity, 0]');
    await replace('test/hard-swish.test.ts', 'toEqual([[-1, 1]])', 'toEqual([[0, Math.fround(4 / 6)]])');
    await replace('README.md', '// => [-0.5, 0, 3]', '// => [-0.333333, 0, 3]');
    await replace('README.md', '// => [[-1, 1]]', '// => [[0, 0.666667]]');
    await test();
  });

  it('names no command in its README that is refused', async () => {
    await run(join(root, 'node_modules/.bin/tsup'), ['--config', '../../../tsup.config.ts'], { cwd: folder });
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    const commands = [...readme.matchAll(/rectified \w+ (--activation \S+?)`/g)].map((match) => match[1]!);
    expect(commands).toHaveLength(1);
    for (const command of commands) {
      const args = ['describe', '--architecture', 'nin', ...command.split(' ')];
      await run(join(root, 'node_modules/.bin/rectified'), args, { cwd: folder });
    }
  });

  it('refuses to write over it', async () => {
    await expect(generate('hard-swish')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('exists already'),
    });
  });

  async function replace(file: string, from: string, to: string): Promise<void> {
    const text = await readFile(join(folder, file), 'utf8');
    expect(text).toContain(from);
    await writeFile(join(folder, file), text.replace(from, to));
  }

  async function test(): Promise<void> {
    const vitest = join(root, 'node_modules/.bin/vitest');
    const args = ['run', '--config', join(root, 'vitest.config.ts')];
    await run(vitest, args, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
  }
});

it.each([['Mish'], ['mish_2'], ['../mish'], ['-'], ['@me/mish']])('refuses the name %s', async (name) => {
  await expect(generate('--', name)).rejects.toMatchObject({
    code: 2,
    stderr: `name of an activation: expected lower case with hyphens (hard-swish), got "${name}"\n`,
  });
});

it.each([
  ['relu', 'exists already'],
  ['activations', '@rectified/activations: exists already'],
  ['nin', '@rectified/nin: exists already'],
  ['new', 'Choose another name'],
  ['infinity', 'Choose another name'],
  ['array', 'Choose another name'],
  ['tf', 'Choose another name'],
  ['index', 'Choose another name'],
  ['con', 'Windows has no folder'],
  ['x'.repeat(300), 'at most 100 characters'],
])('refuses the name %.20s, which is taken', async (name, message) => {
  const here = run(process.execPath, [join(root, 'tools/new-activation/new-activation.js'), name]);
  await expect(here).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});

it('refuses a folder that is in no workspace, and means a path from where npm was called', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'rectified-elsewhere-'));
  const script = join(root, 'tools/new-activation/new-activation.js');
  const call = run(process.execPath, [script, 'mish', '--into', 'here'], {
    env: { ...process.env, INIT_CWD: elsewhere },
  });
  await expect(call).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`${join(elsewhere, 'here')}: not a folder of a workspace`),
  });
  expect(await readdir(elsewhere)).toEqual([]);
  await rm(elsewhere, { recursive: true });
});

it('says how it is used', async () => {
  expect((await generate('--help')).stdout).toContain('npm run new-activation -- mish');
  await expect(generate()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('usage') });
});
