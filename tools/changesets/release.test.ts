import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { satisfies } from 'semver';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const exec = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
let copy: string;
const run = (command: string, args: readonly string[], folder = copy) =>
  exec(join(root, 'node_modules/.bin', command), args as string[], {
    cwd: folder,
    maxBuffer: 1e8,
    env: { ...process.env, NO_COLOR: '1' },
  });
const manifests = async () =>
  Promise.all(
    globSync(['packages/*/*/package.json', 'tools/package.json'], { cwd: copy, absolute: true }).map(
      async (file) => JSON.parse(await readFile(file, 'utf8')),
    ),
  );

/** A copy of this repository after its next releases. */
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'rectified-release-'));
  // Listed one by one: tests and builds of other packages may be running at the same time.
  const files = globSync(
    [
      ...['*.json', '*.ts', 'LICENSE', 'README.md', '.npmrc', '.changeset/*', 'tools/**'],
      ...[
        'packages/*/*/*.{json,md}',
        'packages/*/*/src/**',
        'packages/*/*/test/**',
        'packages/*/*/template/**',
      ],
    ],
    { cwd: root, dot: true, ignore: ['**/node_modules/**', '**/coverage/**'] },
  );
  for (const file of files) await cp(join(root, file), join(copy, file));
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  await run('changeset', ['version']);
  // And another one after it, since a fix of one package does not release its dependents.
  await writeFile(join(copy, '.changeset/repair.md'), `---\n'@rectified/errors': patch\n---\n\nA repair.\n`);
  await run('changeset', ['version']);
});
afterAll(() => rm(copy, { recursive: true, force: true }));

describe('the next release', () => {
  it('raises versions and the ranges of dependents', async () => {
    const all = await manifests();
    const versions = new Map<string, string>(all.map(({ name, version }) => [name, version]));
    expect([...versions.values()]).not.toContain('0.0.0');
    for (const { name, dependencies, devDependencies } of all)
      for (const [dependency, range] of Object.entries({ ...dependencies, ...devDependencies }))
        if (versions.has(dependency))
          expect(
            satisfies(versions.get(dependency)!, range as string),
            `${name}: ${dependency}@${range}`,
          ).toBe(true);
  });

  it('lists changed dependencies with their versions in every changelog', async () => {
    const text = await readFile(join(copy, 'packages/activations/rrelu/CHANGELOG.md'), 'utf8');
    expect(text).toMatch(/- Updated dependencies: .*`@rectified\/errors` \d+\.\d+\.\d+/);
    for (const file of globSync('packages/*/*/CHANGELOG.md', { cwd: copy, absolute: true }))
      expect(await readFile(file, 'utf8'), file).not.toMatch(/Updated dependencies(?!: `@)/);
  });

  it('contains the changelog and the license', async () => {
    const options = { cwd: join(copy, 'packages/core/errors'), maxBuffer: 1e8 };
    const { stdout } = await exec('npm', ['pack', '--dry-run', '--json'], options);
    const [packed] = Object.values(JSON.parse(stdout)) as { files: { path: string }[] }[];
    const paths = packed!.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['CHANGELOG.md', 'README.md', 'package.json']));
  });
});

describe('a contribution after it', () => {
  let folder: string;
  beforeAll(async () => {
    await run('tsx', [
      ...['--conditions=@rectified/source', 'tools/new-activation/new-activation.ts', 'your-swish'],
      ...['--in', copy],
    ]);
    folder = join(copy, 'packages/activations/your-swish');
  });

  it('depends on the released versions', async () => {
    const { dependencies, devDependencies } = JSON.parse(
      await readFile(join(folder, 'package.json'), 'utf8'),
    );
    const versions = new Map((await manifests()).map(({ name, version }) => [name, version]));
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies }))
      expect(range).toBe(`^${versions.get(name)}`);
  });

  it('passes its own tests and its README, except for the missing golden values', async () => {
    const test = join(folder, 'test/your-swish.test.ts');
    await writeFile(test, (await readFile(test, 'utf8')).replace('golden: []', 'golden: [[2, 2, 1]]'));
    await run('vitest', ['run', '--config', join(copy, 'vitest.config.ts')], folder);
  });

  it('passes the tests that compare versions and manifests', async () => {
    const tests = ['changesets/changesets.test.ts', 'metadata', 'new-activation'];
    const names = 'never published|comes from|can be found|tells bundlers|shape of the packages';
    const config = ['--config', 'vitest.config.ts'];
    await run('vitest', ['run', ...config, ...tests, '-t', names], join(copy, 'tools'));
  });
});
