import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import getReleasePlan from '@changesets/get-release-plan';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

it('every unpublished package is in a changeset, and changesets can be parsed', async () => {
  const { releases } = await getReleasePlan(root);
  const released = releases.map(({ name }) => name);
  const packages = readdirSync(join(root, 'packages'))
    .flatMap((group) =>
      readdirSync(join(root, 'packages', group)).map((name) => join('packages', group, name)),
    )
    .map((folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')))
    .filter(({ version }) => version === '0.0.0')
    .map(({ name }) => name);
  expect(packages.filter((name) => !released.includes(name))).toEqual([]);
});
