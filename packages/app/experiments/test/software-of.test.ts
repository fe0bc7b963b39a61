import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { manifestPath } from '../src/manifest-path.js';
import { softwareOf } from '../src/software-of.js';

it('a package that is not installed is named, and what depends on it', () => {
  const own = manifestPath('@rectified/trainer', import.meta.filename);
  expect(JSON.parse(readFileSync(own, 'utf8'))).toMatchObject({ name: '@rectified/trainer' });
  expect(() => manifestPath('@rectified/nothing', own)).toThrow(
    `the package @rectified/nothing is not installed: expected it beside ${own}, which depends on it. Run npm install`,
  );
});

it('every package that computes has a version and a hash, and no network but the own', () => {
  const { versions, hashes } = softwareOf({ architecture: 'nin' });
  expect(versions).toMatchObject({ node: process.versions.node, '@rectified/trainer': expect.any(String) });
  expect(hashes['@rectified/nin']).toMatch(/^[0-9a-f]{64}$/);
  for (const other of ['bn-inception', 'ndsb-net', 'errors'])
    expect(hashes).not.toHaveProperty(`@rectified/${other}`);
});
