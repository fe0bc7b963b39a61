import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileError, makeFolder } from '../src/index.js';

let directory: string;
const inside = (...names: string[]) => join(directory, ...names);
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'make-folder-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('makeFolder', () => {
  it('makes what is missing, also several at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(inside('a', 'b', 'c'))));
    await makeFolder(inside('a', 'b'));
    expect(existsSync(inside('a', 'b', 'c'))).toBe(true);
  });

  it('goes through a link to a folder', async () => {
    mkdirSync(inside('real'));
    symlinkSync('real', inside('link'));
    await makeFolder(inside('link', 'a'));
    expect(existsSync(inside('real', 'a'))).toBe(true);
  });

  it.each([
    ['below a file', () => inside('file', 'a'), /is a file, not a folder/],
    ['below a link to itself', () => inside('loop', 'a'), /points back to itself/],
    ['under a name that is too long', () => inside('x'.repeat(300)), /the name is too long/],
    ['at a link to nothing', () => inside('nothing'), /a file with this name exists/],
  ])('%s is an InputError', async (_, folder, message) => {
    writeFileSync(inside('file'), '');
    symlinkSync('loop', inside('loop'));
    symlinkSync('not-there', inside('nothing'));
    await expect(makeFolder(folder())).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  it.runIf(process.platform === 'linux')("ends where Node's own never does", async () => {
    await expect(makeFolder('/proc/rectified/a')).rejects.toThrow(
      /\/proc\/rectified: cannot create a folder/,
    );
  });
});

it('fileError leaves alone what is no error of the file system', () => {
  const other = Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
  for (const error of [other, 'text', undefined, null]) expect(fileError(error)).toBe(error);
  expect(fileError(Object.assign(new Error('EMFILE'), { code: 'EMFILE' }))).toMatchObject({
    message: expect.stringMatching(/^too many files are open\. Raise/),
  });
});
