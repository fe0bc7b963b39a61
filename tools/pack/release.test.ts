import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { satisfies } from 'semver';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryBreaks } from '../changesets/carry-breaks.js';
import { fail, newCache, newReader } from './reader.js';
import { type Registry, serveRegistry } from './registry.js';
import { manifestOf, packageFolders, root } from './workspace.js';

/** Rehearses releases in a copy of this repository, with a local registry and the real `changeset publish`. */
const exec = promisify(execFile);
let scratch: string;
let copy: string;
let registry: Registry;
const changeset = (...args: string[]) =>
  exec(join(root, 'node_modules/.bin/changeset'), args, {
    cwd: copy,
    maxBuffer: 1e8,
    // Like a user's setting of npm; `npm run` has put this repository's settings into the environment.
    env: { ...process.env, npm_config_registry: registry.url, NO_COLOR: '1' },
  }).catch(fail);
const versionOf = (short: string) => manifestOf(join(copy, 'packages', short)).version;
const changelogOf = (short: string) => readFile(join(copy, 'packages', short, 'CHANGELOG.md'), 'utf8');

/** Raises versions, writes changelogs and publishes for these changes; returns what was published. */
async function release(changes: Readonly<Record<string, 'patch' | 'minor' | 'major'>>): Promise<string[]> {
  const lines = Object.entries(changes).map(([name, bump]) => `'${name}': ${bump}`);
  await writeFile(
    join(copy, '.changeset/change.md'),
    `---\n${lines.join('\n')}\n---\n\nA change of ${Object.keys(changes).join(' and ')}.\n`,
  );
  await carryBreaks(copy);
  await changeset('version');
  await changeset('publish', '--no-git-tag');
  return registry.takePublished();
}

beforeAll(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), 'rectified-rehearsal-')));
  copy = join(scratch, 'copy');
  const ignore = ['**/node_modules/**', '**/coverage/**', '**/.readme-examples/**'];
  for (const file of globSync(['package.json', '.changeset/*', 'packages/*/*/**'], {
    cwd: root,
    dot: true,
    ignore,
  })) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    copyFileSync(join(root, file), join(copy, file));
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  registry = await serveRegistry();
  const { host } = new URL(registry.url);
  const settings = [
    `@rectified:registry=${registry.url}`,
    `//${host}/:_authToken=rehearsal`,
    'ignore-scripts=true',
  ];
  await writeFile(join(copy, '.npmrc'), settings.map((line) => `${line}\n`).join(''));
});
afterAll(async () => {
  registry.close();
  await rm(scratch, { recursive: true });
});

describe('one release after the other', () => {
  it('the next one publishes every package, with its changelog and license', async () => {
    const published = await release({ '@rectified/relu': 'patch' });
    const all = packageFolders().map((folder) => manifestOf(folder).name);
    expect(published.map((each) => each.replace(/(?<=.)@.*$/, '')).sort()).toEqual(all.sort());
    expect(published.filter((each) => each.endsWith('@0.0.0'))).toEqual([]);
    expect(await changelogOf('activations/relu')).toContain('A change of @rectified/relu.');
  });

  it('published packages can be installed and contain their changelogs', async () => {
    const reader = newReader(
      join(scratch, 'reader'),
      registry.url,
      await newCache(join(scratch, 'npm-cache')),
    );
    await mkdir(reader.folder, { recursive: true });
    await reader.run('npm', [
      'install',
      '@rectified/activations',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-layers',
    ]);
    const installed = join(reader.folder, 'node_modules/@rectified');
    for (const name of ['activations', 'relu', 'activation'])
      expect(await readFile(join(installed, name, 'CHANGELOG.md'), 'utf8')).toContain(`# @rectified/${name}`);
    expect(await readFile(join(installed, 'relu/LICENSE'), 'utf8')).toContain('Apache License');
    const { version, homepage, repository, bugs } = manifestOf(join(installed, 'relu')) as unknown as Record<
      string,
      unknown
    >;
    expect({ version, found: [homepage, repository, bugs].every(Boolean) }).toEqual({
      version: versionOf('activations/relu'),
      found: true,
    });
  });

  it('a fix of one activation publishes only that one', async () => {
    expect(await release({ '@rectified/relu': 'patch' })).toEqual([
      `@rectified/relu@${versionOf('activations/relu')}`,
    ]);
  });

  it('a breaking change of one also breaks the package that re-exports it, and others only get a new range', async () => {
    const before = Object.fromEntries(
      packageFolders().map((folder) => {
        const short = folder.split('/').slice(-2).join('/');
        return [short, versionOf(short)] as const;
      }),
    );
    const published = await release({ '@rectified/rrelu': 'major' });
    const versions = Object.keys(before).filter((short) => versionOf(short) !== before[short]);
    const breaking = versions.filter((short) => !satisfies(versionOf(short), `^${before[short]}`));
    expect(breaking.sort()).toEqual(['activations/all', 'activations/rrelu']);
    expect(published).toContain(`@rectified/activations@${versionOf('activations/all')}`);
    expect(published).toHaveLength(versions.length);
    expect(published.some((each) => each.startsWith('@rectified/relu@'))).toBe(false);
    const changes = (await changelogOf('activations/all')).split(/^## /m)[1];
    expect(changes).toContain(
      `Breaking, since it exports \`@rectified/rrelu\` ${versionOf('activations/rrelu')}.`,
    );
    // Dependents require the new versions, and their changelogs say so.
    expect(await changelogOf('app/experiments')).toMatch(
      new RegExp(`Updated dependencies: .*\`@rectified/activations\` ${versionOf('activations/all')}`),
    );
  });
});
