import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { globSync } from 'tinyglobby';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { packageFolders, readManifest } from '../metadata/metadata.js';
import { weigh } from '../size/weigh.js';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'node_modules/.bin');
const tool = join(root, 'tools/new-activation/new-activation.ts');
const tsx = (...args: string[]) =>
  run(join(bin, 'tsx'), ['--conditions=@rectified/source', ...args], { cwd: root });
let workspace: string;
let into: string;
const generate = (...args: string[]) => tsx(tool, '--in', workspace, ...args);

/** A separate workspace with the activations, the packages below them and the configuration of this one. */
async function newWorkspace(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rectified-new-activation-'));
  const files = globSync(
    [
      ...['package.json', 'README.md', '.size-limit.json', '.gitignore', 'biome.json'],
      '{packages/activations/*,packages/core/activation,packages/compute/backend}/package.json',
      ...['packages/activations/*/{README.md,tsconfig.json}', 'packages/activations/*/src/**'],
    ],
    { cwd: root, dot: true },
  );
  for (const file of files) await cp(join(root, file), join(folder, file));
  await mkdir(join(folder, '.changeset'));
  for (const name of [
    ...['node_modules', 'tsconfig.json', 'tsconfig.base.json'],
    ...['tsconfig.build.json', 'tsup.config.ts', 'LICENSE'],
  ])
    await symlink(join(root, name), join(folder, name));
  return folder;
}

/** All files, by path. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [relative(folder, file), await readFile(file, 'utf8')])),
  );
}

beforeAll(async () => {
  workspace = await newWorkspace();
  into = join(workspace, 'packages/activations');
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

describe('npm run new-activation -- my-swish', () => {
  let folder: string;
  beforeAll(async () => {
    const { stdout } = await generate('my-swish');
    expect(stdout).toMatch(new RegExp(`  cd \\S+${basename(workspace)} `));
    expect(stdout).toContain('npx nx test @rectified/my-swish');
    folder = join(into, 'my-swish');
  });

  it('creates a package without remains of the template', async () => {
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

  it('is registered wherever all activations must be', async () => {
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
        // Its size, and a kilobyte for the formula.
        limit: `${(bytes / 1000 + 1).toFixed(1)} kB`,
      }),
    );
    expect(await read('.changeset/first-my-swish.md')).toContain("'@rectified/my-swish': minor");
  });

  it('has the same structure as other activations', async () => {
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

  it('passes the type check and all tests except that of golden values, which says what to fill in', async () => {
    const tsc = run(join(bin, 'tsc'), ['--noEmit', '-p', 'tsconfig.json'], { cwd: folder });
    const { stdout } = await tsc.catch((error) => error as { stdout: string });
    // It also reads the sources of other packages, whose errors are not the generator's.
    expect(stdout.split('\n').filter((line) => /^(src|test)\//.test(line))).toEqual([]);
    const failed = await test().catch((error) => error as { stdout: string; stderr: string });
    const failures = failed!.stderr.split('\n').filter((line) => /^ FAIL /.test(line));
    expect(failures.length).toBeGreaterThan(0);
    for (const line of failures) expect(line).toContain('has the golden values');
    expect(failed!.stderr).toContain('Add inputs, outputs and slopes');
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

  it('contains only valid commands in its README', async () => {
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

  it('refuses to overwrite it', async () => {
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
  ['relu', 'packages/activations/relu: exists already. Choose another name, or remove it first'],
  ['activations', '@rectified/activations: exists already'],
  ['new', 'Choose another name'],
  ['silu', '@rectified/silu would export silu, which @rectified/swish exports'],
  ['re-l-u', '@rectified/re-l-u would export ReLU, which @rectified/relu exports'],
  ['layer', 'cannot be called layer and Layer in TypeScript'],
])('refuses the name %s, which is taken', async (name, message) => {
  await expect(generate(name)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});

it.each([
  [['--title', 'ReLU'], '@rectified/relu and @rectified/bump have the same title, ReLU'],
  [['--title', '*/ evil'], /^title of an activation: expected up to 60 characters/],
  [
    ['Bump'],
    /^more than one name: expected one name, and -- before the first option, got bump Bump\. usage: npm/,
  ],
])('refuses bump with %j, and makes nothing', async (args, message) => {
  const before = await contentsOf(workspace);
  await expect(generate('bump', ...args)).rejects.toMatchObject({
    ...{ code: 2, stderr: expect.stringMatching(message) },
  });
  expect(await contentsOf(workspace)).toEqual(before);
});

it('refuses an option that npm has taken for itself', async () => {
  vi.stubEnv('npm_config_title', 'Bump');
  await expect(generate('bump')).rejects.toMatchObject({
    ...{ code: 2, stderr: expect.stringMatching(/^npm took --title for an option of its own/) },
  });
  vi.unstubAllEnvs();
});

it('refuses a name that is taken before it asks for a title', async () => {
  const onTerminal = `data:text/javascript,
    process.stdin.setRawMode = () => {};
    process.stdin.isTTY = process.stdout.isTTY = true;`;
  const asked = tsx('--import', onTerminal, tool, '--in', workspace);
  asked.child.stdin!.end('relu\r\x03');
  await expect(asked).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/already[\s\S]*Nothing was created/),
  });
});

it('refuses a folder that is not a workspace, and writes nothing there', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'rectified-elsewhere-'));
  await expect(generate('mish', '--in', elsewhere)).rejects.toMatchObject({
    code: 2,
    stderr: `${elsewhere}: no workspace of Rectified: expected packages/activations and .changeset in it. Name the root of a clone\n`,
  });
  expect(await readdir(elsewhere)).toEqual([]);
  await rm(elsewhere, { recursive: true });
});

it('refuses a workspace that is not installed, and activations that cannot be loaded', async () => {
  const copy = await newWorkspace();
  onTestFinished(() => rm(copy, { recursive: true }));
  const elu = join(copy, 'packages/activations/elu/src/index.ts');
  await writeFile(elu, 'export default {{');
  const refused = (stderr: RegExp) =>
    expect(tsx(tool, '--in', copy, 'bump')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(stderr),
    });
  await refused(/^\S+elu\S+: cannot be loaded: .*:1:16: ERROR: .*Correct it first.*\n$/);
  await rm(join(copy, 'packages/activations/elu'), { recursive: true });
  await rm(join(copy, 'node_modules'));
  await refused(/^\S+index\.ts: cannot be loaded: Cannot find package .* Run `npm install`.*\n$/);
  expect(await readdir(join(copy, 'packages/activations'))).not.toContain('bump');
});

it('prints its usage, also without a terminal', async () => {
  const { stdout } = await generate('--help');
  expect(stdout).toContain('npm run new-activation -- hard-swish');
  expect(stdout).toContain('Asks for NAME if it is missing');
  await expect(generate()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('usage') });
  await expect(generate('--into', 'x')).rejects.toMatchObject({
    code: 2,
    stderr: 'unknown option "--into": expected --title, --in, or --help. Did you mean "--in"?\n',
  });
  await expect(generate('bump', '--in', '')).rejects.toMatchObject({
    code: 2,
    stderr: '--in: expected a value, got ""\n',
  });
});

describe('creation is atomic', () => {
  let scratch: string;
  beforeEach(async () => {
    scratch = await newWorkspace();
  });
  afterEach(() => rm(scratch, { recursive: true, force: true }));

  /** Creates an activation in a process in which something happens once, after the given number of calls of a function of the file system. */
  const interrupted = (wrong: string, after: number, name = 'rename') =>
    tsx(
      '--import',
      `data:text/javascript,${encodeURIComponent(`
        import fs from 'node:fs/promises';
        import { syncBuiltinESMExports } from 'node:module';
        const original = fs.${name};
        let left = ${after};
        fs.${name} = async (...args) => { if (left-- === 0) { ${wrong} } return original(...args); };
        syncBuiltinESMExports();`)}`,
      ...[tool, '--in', scratch, 'bump'],
    );

  it('if the file system refuses, nothing is created; a killed call is completed by the same call', async () => {
    const before = await contentsOf(scratch);
    const full = "throw Object.assign(new Error(), { code: 'ENOSPC' });";
    await expect(interrupted(full, 7)).rejects.toMatchObject({
      code: 2,
      stderr: `${join(scratch, 'packages/activations/bump')}: the disk is full. Free some space, or choose a folder on another disk\n`,
    });
    expect(await contentsOf(scratch)).toEqual(before);

    // The first of the eight already exists the second time.
    for (const after of [1, 6]) {
      await expect(interrupted("process.kill(process.pid, 'SIGKILL');", after)).rejects.toThrow();
      expect(await readdir(join(scratch, 'packages/activations'))).not.toContain('bump');
      expect((await readdir(scratch)).filter((name) => name.startsWith('.unfinished'))).toHaveLength(1);
    }
    await tsx(tool, '--in', scratch, 'bump');
    const made = await contentsOf(scratch);
    await rm(scratch, { recursive: true });
    scratch = await newWorkspace();
    await tsx(tool, '--in', scratch, 'bump');
    expect(made).toEqual(await contentsOf(scratch));
  });

  it.skipIf(process.platform === 'win32').each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s leaves nothing behind', async (signal, code) => {
    const before = await contentsOf(scratch);
    const stop = `process.kill(process.pid, '${signal}'); await new Promise((after) => setTimeout(after, 100));`;
    await expect(interrupted(stop, 0, 'mkdtemp')).rejects.toMatchObject({ code, stderr: '' });
    expect(await contentsOf(scratch)).toEqual(before);
    expect((await readdir(scratch)).filter((name) => /^\.(changing|unfinished)/.test(name))).toEqual([]);
  });

  it('says that the file system is read-only', async ({ skip }) => {
    const inReadOnly = (...command: string[]) =>
      run('unshare', [
        ...['-rm', 'sh', '-c', 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'],
        ...[scratch, ...command],
      ]);
    await inReadOnly('true').catch(() => skip('nothing can be mounted here'));
    const tsx = [join(bin, 'tsx'), '--conditions=@rectified/source'];
    await expect(inReadOnly(...tsx, tool, '--in', scratch, 'bump')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the file system is read-only'),
    });
  });

  it('a signal that comes too late to give up does not prevent it', async () => {
    await interrupted("process.kill(process.pid, 'SIGINT'); await new Promise(setImmediate);", 3);
    expect(await readdir(join(scratch, 'packages/activations'))).toContain('bump');
  });

  it('the changeset of a killed call does not outlive it, unless somebody has changed it', async () => {
    await expect(interrupted("process.kill(process.pid, 'SIGKILL');", 7)).rejects.toThrow();
    const changesets = () => readdir(join(scratch, '.changeset'));
    expect(await changesets()).toEqual(['first-bump.md']);
    const text = await readFile(join(scratch, '.changeset/first-bump.md'), 'utf8');
    await writeFile(join(scratch, '.changeset/first-hill.md'), `${text.replace('/bump', '/hill')}More.\n`);
    await tsx(tool, '--in', scratch, 'dent');
    expect((await changesets()).sort()).toEqual(['first-dent.md', 'first-hill.md']);
  });

  it('removing the folder and npm run register undo it, even if files that git ignores are left', async () => {
    const before = await contentsOf(scratch);
    await tsx(tool, '--in', scratch, 'bump');
    const folder = join(scratch, 'packages/activations/bump');
    await rm(folder, { recursive: true });
    await mkdir(join(folder, 'dist'), { recursive: true });
    await tsx(join(root, 'tools/new-activation/register.ts'), '--in', scratch);
    expect(await contentsOf(scratch)).toEqual(before);
    await expect(tsx(tool, '--in', scratch, 'bump')).rejects.toMatchObject({
      code: 2,
      stderr: `${folder}: exists already. Choose another name, or remove it first\n`,
    });
  });

  it('of two at once, both are created, or one is refused', async () => {
    const made = await Promise.allSettled(
      ['bump', 'dent'].map((name) => tsx(tool, '--in', scratch, name).then(() => name)),
    );
    const registered = await readFile(join(scratch, 'packages/activations/all/src/index.ts'), 'utf8');
    const folders = await readdir(join(scratch, 'packages/activations'));
    for (const [at, name] of ['bump', 'dent'].entries()) {
      const { status, reason } = made[at] as PromiseRejectedResult;
      if (status === 'rejected')
        expect(reason.stderr).toMatch(/^\S+: process \d+ is changing this workspace\. Try again/);
      expect(registered.includes(`'@rectified/${name}'`)).toBe(folders.includes(name));
      expect(folders.includes(name)).toBe(status !== 'rejected');
    }
    expect((await readdir(scratch)).filter((name) => /^\.(changing|unfinished)/.test(name))).toEqual([]);
  });

  it('works with the line breaks of Windows, and refuses files in which a list is not found', async () => {
    const files = [
      'README.md',
      ...globSync('packages/activations/all/{README.md,src/*.ts}', { cwd: scratch }),
    ];
    for (const file of files) {
      const text = await readFile(join(scratch, file), 'utf8');
      await writeFile(join(scratch, file), text.replaceAll('\n', '\r\n'));
    }
    await tsx(tool, '--in', scratch, 'bump');
    await run(join(bin, 'biome'), ['check', 'packages/activations/all'], { cwd: scratch });
    for (const file of files)
      expect((await readFile(join(scratch, file), 'utf8')).match(/\bbump\b.*/g), file).not.toBeNull();

    const list = join(scratch, 'packages/activations/all/src/activations.ts');
    const sound = await readFile(list, 'utf8');
    await writeFile(list, sound.replace('import', 'imp ort'));
    await expect(tsx(tool, '--in', scratch, 'dent')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^\S+: the changed files cannot be formatted.*\n$/),
    });
    await writeFile(list, sound);

    const readme = await readFile(join(scratch, 'README.md'), 'utf8');
    await writeFile(join(scratch, 'README.md'), readme.replace('an op and a layer each', 'ops and layers'));
    const before = await contentsOf(scratch);
    await expect(tsx(tool, '--in', scratch, 'dent')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        `${join(scratch, 'README.md')}: the part that lists all activations was not found`,
      ),
    });
    expect(await contentsOf(scratch)).toEqual(before);
  });

  it('the result passes lint and type check, whatever its name', async () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    const name = fc
      .tuple(word, fc.array(fc.stringMatching(/^[a-z0-9]{1,6}$/), { maxLength: 3 }))
      .map(([first, more]) => [first, ...more].join('-'));
    const names = [
      ...['acon', 'a', 'zz', 'relu7', 'type', 'as', 'of', 'async', 'any', 'layer-x', 'a12b', 'a1-2b'],
      ...['x'.repeat(100), 'a-b'.repeat(33), 'describer', 'act-x', 'all-x'],
      ...fc.sample(name, 8),
    ];
    const { stdout } = await tsx(
      ...['--input-type=module', '-e'],
      `import { activationNames } from '@rectified/create-activation';
       import { createInWorkspace } from ${JSON.stringify(join(root, 'tools/new-activation/create-in-workspace.ts'))};
       for (const name of ${JSON.stringify(names)})
         try {
           await createInWorkspace(${JSON.stringify(scratch)}, activationNames(name, { scope: 'rectified' }));
           console.log(name);
         } catch (error) {
           if (error.exitCode !== 2) throw error;
         }`,
    );
    const made = stdout.trim().split('\n');
    expect(made).toEqual(expect.arrayContaining(['acon', 'type', 'x'.repeat(100), 'a12b']));
    expect(made).not.toContain('a1-2b');
    await run(join(bin, 'biome'), ['check', 'packages', '.size-limit.json'], { cwd: scratch });
    const config = { extends: './tsconfig.json', include: ['packages/activations/*/{src,test}'] };
    await writeFile(join(scratch, 'tsconfig.all.json'), JSON.stringify(config));
    const tsc = run(join(bin, 'tsc'), ['--noEmit', '-p', 'tsconfig.all.json'], { cwd: scratch });
    const found = (await tsc.catch((error) => error as { stdout: string })).stdout.split('\n');
    expect(found.filter((line) => made.some((name) => line.includes(`/${name}/`)))).toEqual([]);
  });
});

it('all activations of this workspace are registered (npm run register)', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'rectified-registered-'));
  const files = [
    ...['README.md', '.size-limit.json', '.gitignore', 'biome.json'],
    ...globSync(
      ['packages/{activations/*,core/activation}/package.json', 'packages/activations/*/{README.md,src/**}'],
      { cwd: root },
    ),
  ];
  for (const file of files) await cp(join(root, file), join(copy, file));
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  await mkdir(join(copy, '.changeset'));
  const register = async () =>
    (await tsx(join(root, 'tools/new-activation/register.ts'), '--in', copy)).stdout;
  expect(await register()).toBe('All activations were registered already: nothing changed\n');
  for (const file of files)
    expect(await readFile(join(copy, file), 'utf8'), file).toBe(await readFile(join(root, file), 'utf8'));
  const list = join(copy, 'packages/activations/all/src/index.ts');
  await writeFile(list, (await readFile(list, 'utf8')).replace(/.*mish.*\n/, ''));
  expect(await register()).toBe('Registered all activations in packages/activations/all/src/index.ts\n');
  await rm(copy, { recursive: true });
});

it.each([
  [['--im', 'there'], /^unknown option "--im": expected --in or --help\. Did you mean "--in"\?\n$/],
  [['hard-swish'], /^names: expected none, got hard-swish\. usage: npm run register/],
])('registration refuses %j', async (argv, message) => {
  await expect(tsx(join(root, 'tools/new-activation/register.ts'), ...argv)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(message),
  });
});

it('registration refuses a folder that is no workspace, and makes none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rectified-no-workspace-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const wrong of [folder, join(folder, 'typo', 'x')])
    await expect(tsx(join(root, 'tools/new-activation/register.ts'), '--in', wrong)).rejects.toMatchObject({
      code: 2,
      stderr: `${wrong}: no workspace of Rectified: expected packages/activations and .changeset in it. Name the root of a clone\n`,
    });
  expect(await readdir(folder)).toEqual([]);
});
