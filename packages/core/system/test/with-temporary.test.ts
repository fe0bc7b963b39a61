import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { abandonedIn, withTemporary } from '../src/index.js';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, rm: vi.fn(real.rm) };
});

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'rectified-system-'));
});
afterEach(() => rm(parent, { recursive: true }));

it('a temporary folder that cannot be removed is abandoned from then on, and the next removes it', async () => {
  const nothing = async () => {};
  vi.mocked(rm).mockRejectedValueOnce(new Error('in use'));
  await expect(withTemporary(parent, nothing)).rejects.toThrow('in use');
  const names = await readdir(parent);
  expect(names).toHaveLength(1);
  expect(await abandonedIn(parent)).toEqual(names.map((name) => join(parent, name)));
  await withTemporary(parent, nothing);
  expect(await readdir(parent)).toEqual([]);
});
