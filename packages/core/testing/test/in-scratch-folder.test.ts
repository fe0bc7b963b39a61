import { existsSync, realpathSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inScratchFolder } from '../src/index.js';

it('writes nothing into the current directory, and leaves nothing behind', async () => {
  const before = process.cwd();
  const folder = await inScratchFolder(() => {
    writeFileSync('x', '');
    return realpathSync('.');
  });
  expect(folder).not.toBe(realpathSync(before));
  expect([process.cwd(), existsSync(folder), existsSync('x')]).toEqual([before, false, false]);
});

it('comes back where the action fails', async () => {
  const before = process.cwd();
  await expect(inScratchFolder(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(process.cwd()).toBe(before);
});
