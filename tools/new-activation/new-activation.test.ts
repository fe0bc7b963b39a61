import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolders, readManifest } from '../metadata/metadata.js';
import { weigh } from '../size/weigh.js';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'node_modules/.bin');
let workspace: string;
let into: string;
const generate = (...args: string[]) =>
  run(
    join(bin, 'tsx'),
    [
      '--conditions=@rectified/source',
      join(root, 'tools/new-activation/new-activation.ts'),
      ...['--in', workspace, ...args],
    ],
    { cwd: root },
  );

/** A workspace of its own, with the activations, what they stand on and the configuration of this one. */
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'rectified-new-activation-'));
  const files = globSync(
    [
      ...[
        'package.json',
        'README.md',
        '.size-limit.json',
        '{packages/activations/*,packages/core/activation,packages/compute/backend}/package.json',
      ],
      ...['packages/activations/*/{README.md,tsconfig.json}', 'packages/activations/*/src/**'],
    ],
    { cwd: root, dot: true },
  );
  for (const file of files) await cp(join(root, file), join(workspace, file));
  await mkdir(join(workspace, '.changeset'));
  for (const name of [
    ...['node_modules', 'tsconfig.json', 'tsconfig.base.json'],
    ...['tsconfig.build.json', 'tsup.config.ts', 'LICENSE'],
  ])
    await symlink(join(root, name), join(workspace, name));
  into = join(workspace, 'packages/activations');
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

describe('npm run new-activation -- my-swish', () => {
  let folder: string;
  beforeAll(async () => {
    const { stdout } = await generate('my-swish');
    expect(stdout).toContain('npx nx test @rectified/my-swish');
    folder = join(into, 'my-swish');
  });

  it('makes a package in which nothing is left of the template', async () => {
    const files = (await readdir(folder, { recursive: true })).sort();
    expect(files).toEqual([
      'README.md',
      'package.json',
      'src',
      'src/index.ts',
      'src/my-swish.ts',
      'test',
      'test/my-swish.test.ts',
      'tsconfig.json',
    ]);
    for (const file of files.filter((name) => name.includes('.')))
      expect(await readFile(join(folder, file), 'utf8')).not.toMatch(/my.?activation/i);
    expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).name).toBe('@rectified/my-swish');
    const source = await readFile(join(folder, 'src/my-swish.ts'), 'utf8');
    expect(source).toContain("className: 'RectifiedMySwish'");
  });

  it('is known wherever all activations must be', async () => {
    const read = (file: string) => readFile(join(workspace, file), 'utf8');
    const source = await read('packages/activations/all/src/activations.ts');
    expect(source).toContain("import mySwish from '@rectified/my-swish';");
    expect(source).toContain('  rrelu,\n');
    expect(source).toMatch(/^ {2}'my-swish': mySwish,$/m);
    expect(await read('packages/activations/all/src/index.ts')).toContain(
      "export * from '@rectified/my-swish';",
    );
    const { dependencies } = JSON.parse(await read('packages/activations/all/package.json'));
    expect(dependencies['@rectified/my-swish']).toBe('^0.0.0');
    expect(dependencies['@rectified/activation']).toBeDefined();
    expect(await read('packages/activations/all/README.md')).toMatch(
      /^\| `my-swish` +\| \[`@rectified\/my-swish`\]/m,
    );
    expect(await read('README.md')).toContain('[`my-swish`](packages/activations/my-swish)');
    const bytes = await weigh(
      "export * from './src/index.ts'; export { default } from './src/index.ts'",
      folder,
    );
    expect(JSON.parse(await read('.size-limit.json'))).toContainEqual(
      expect.objectContaining({
        name: '@rectified/my-swish',
        path: 'packages/activations/my-swish/dist/index.js',
        // What it weighs, and a kilobyte for the formula.
        limit: `${(bytes / 1000 + 1).toFixed(1)} kB`,
      }),
    );
    expect(await read('.changeset/first-my-swish.md')).toContain("'@rectified/my-swish': minor");
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

    const { version, repository, dependencies, devDependencies } = await read(folder);
    expect(version).toBe('0.0.0');
    expect(repository.directory).toBe('packages/activations/my-swish');
    const versions = new Map(
      packageFolders()
        .map(readManifest)
        .map(({ name, version }) => [name, version]),
    );
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies }))
      expect(range, `the workspace's ${name}`).toBe(`^${versions.get(name)}`);
  });

  it('passes the type check and all tests but that of golden values, which says what to fill in', async () => {
    const tsc = run(join(bin, 'tsc'), ['--noEmit', '-p', 'tsconfig.json'], { cwd: folder });
    const { stdout } = await tsc.catch((error) => error as { stdout: string });
    // It reads the sources of other packages too, whose faults are not the generator's.
    expect(stdout.split('\n').filter((line) => /^(src|test)\//.test(line))).toEqual([]);
    const failed = await test().catch((error) => error as { stdout: string; stderr: string });
    const failures = failed!.stderr.split('\n').filter((line) => /^ FAIL /.test(line));
    expect(failures.length).toBeGreaterThan(0);
    for (const line of failures) expect(line).toContain('has the golden values');
    expect(failed!.stderr).toContain('Put its formula in the place of the identity y = x');
  });

  it('passes once the formula and its values are filled in', async () => {
    // Hard swish (arXiv 1905.02244): x relu6(x + 3) / 6.
    await replace('src/my-swish.ts', '({ x }) => x,', '({ x }) => div(mul(x, clip(add(x, 3), 0, 6)), 6),');
    await replace('src/my-swish.ts', 'import { activation, ', 'import { activation, add, clip, div, mul, ');
    await replace('test/my-swish.test.ts', '[-Infinity, -Infinity]', '[-Infinity, 0]');
    await replace('test/my-swish.test.ts', 'golden: []', 'golden: [[-2, -1 / 3, -1 / 6], [1, 2 / 3, 5 / 6]]');
    await replace('README.md', '// => [-2, 0, 3]', '// => [-0.333333, 0, 3]');
    await replace('README.md', '// => [[-4, 1]]', '// => [[0, 0.666667]]');
    await test();
  });

  it('names no command in its README that is refused', async () => {
    await run(join(bin, 'tsup'), ['--config', '../../../tsup.config.ts'], { cwd: folder });
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    const commands = [...readme.matchAll(/@rectified\/cli \w+ (--activation \S+?)`/g)].map(
      (match) => match[1]!,
    );
    expect(commands).toHaveLength(1);
    for (const command of commands) {
      const args = ['describe', '--architecture', 'nin', ...command.split(' ')];
      await run(join(bin, 'rectified'), args, { cwd: folder });
    }
  });

  it('refuses to write over it', async () => {
    await expect(generate('my-swish')).rejects.toMatchObject({
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
    const vitest = join(bin, 'vitest');
    const args = ['run', '--config', join(root, 'vitest.config.ts')];
    await run(vitest, args, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
  }
});

it.each([['Mish'], ['mish_2'], ['../mish'], ['-'], ['@me/mish']])('refuses the name %s', async (name) => {
  await expect(generate('--', name)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^name of an activation: expected lower case with hyphens \(hard-swish\), got "/,
    ),
  });
});

it.each([
  ['relu', 'exists already'],
  ['activations', '@rectified/activations: exists already'],
  ['new', 'Choose another name'],
])('refuses the name %s, which is taken', async (name, message) => {
  await expect(generate(name)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});

it('refuses a folder that is no workspace, and writes nothing there', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'rectified-elsewhere-'));
  await expect(generate('mish', '--in', elsewhere)).rejects.toMatchObject({
    code: 2,
    stderr: `${elsewhere}: no workspace of Rectified\n`,
  });
  expect(await readdir(elsewhere)).toEqual([]);
  await rm(elsewhere, { recursive: true });
});

it('says how it is used, where nobody can be asked as well', async () => {
  expect((await generate('--help')).stdout).toContain('npm run new-activation -- hard-swish');
  await expect(generate()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('usage') });
  await expect(generate('--nam', 'x')).rejects.toMatchObject({ code: 2 });
});

it('all activations of this workspace are registered (npm run register)', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'rectified-registered-'));
  const files = [
    ...['README.md', '.size-limit.json'],
    ...globSync(
      ['packages/{activations/*,core/activation}/package.json', 'packages/activations/*/{README.md,src/**}'],
      { cwd: root },
    ),
  ];
  for (const file of files) await cp(join(root, file), join(copy, file));
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  const source = join(root, 'tools/new-activation/register-activations.ts');
  await run(
    join(bin, 'tsx'),
    [
      ...['--conditions=@rectified/source', '--input-type=module', '-e'],
      `const { registerActivations } = await import(${JSON.stringify(source)}); await registerActivations(${JSON.stringify(copy)});`,
    ],
    { cwd: root },
  );
  for (const file of files)
    expect(await readFile(join(copy, file), 'utf8'), file).toBe(await readFile(join(root, file), 'utf8'));
  await rm(copy, { recursive: true });
});
