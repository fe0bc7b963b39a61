import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damageOf, hashBytes, hashFile, SEAL, seal, thisProcess, writeAtomically } from '../src/index.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seal-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('the hash of "abc" is that of FIPS 180-2', async () => {
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  await writeFile(join(folder, 'abc'), 'abc');
  expect(hashBytes('abc')).toEqual({ size: 3, sha256 });
  expect(await hashFile(join(folder, 'abc'))).toEqual({ size: 3, sha256 });
});

describe('a sealed folder', () => {
  beforeEach(async () => {
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'a.bin'), new Uint8Array(5000).fill(7));
    await writeFile(join(folder, 'deep', 'b.txt'), 'text');
    await seal(folder);
  });

  it('is whole, also beside files that came later', async () => {
    await writeFile(join(folder, 'later'), '');
    expect(await damageOf(folder)).toBeUndefined();
  });

  it('names the file in which one bit has changed, wherever it is', async () => {
    for (const name of ['a.bin', 'deep/b.txt', SEAL]) {
      const file = join(folder, name);
      const bytes = await readFile(file);
      for (const position of [0, bytes.length >> 1, bytes.length - 2]) {
        const damaged = Buffer.from(bytes);
        damaged[position]! ^= 1;
        await writeFile(file, damaged);
        const found = await damageOf(folder);
        expect(found?.file, `${name} at ${position}`).toBe(file);
        if (name !== SEAL) expect(found).toEqual({ file, what: 'differs from what was written' });
      }
      await writeFile(file, bytes);
    }
    expect(await damageOf(folder)).toBeUndefined();
  });

  it('names a file that is shorter or missing, and a seal that is missing', async () => {
    await truncate(join(folder, 'a.bin'), 12);
    expect(await damageOf(folder)).toEqual({
      file: join(folder, 'a.bin'),
      what: 'has 12 bytes instead of 5000',
    });
    await rm(join(folder, 'a.bin'));
    expect(await damageOf(folder)).toEqual({ file: join(folder, 'a.bin'), what: 'is missing' });
    await rm(join(folder, SEAL));
    expect(await damageOf(folder)).toEqual({ file: join(folder, SEAL), what: 'is missing' });
  });
});

describe('an atomic write', () => {
  it('leaves the old content, and nothing beside it, where the writer fails', async () => {
    const file = join(folder, 'a');
    await writeAtomically(file, 'old');
    const failing = writeAtomically(file, async (handle) => {
      await handle.writeFile('half');
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('replaces a link, and leaves what it leads to alone', async () => {
    const [file, victim] = [join(folder, 'a'), join(folder, 'victim')];
    await writeFile(victim, 'precious');
    await symlink(victim, file);
    await writeAtomically(file, 'new');
    expect(await readFile(victim, 'utf8')).toBe('precious');
    expect(await readFile(file, 'utf8')).toBe('new');
  });

  it('that is refused names the file, not the one beside it', async () => {
    const file = join(folder, 'a');
    await mkdir(join(file, 'b'), { recursive: true });
    await expect(writeAtomically(file, 'new')).rejects.toThrow(`${file}: it is a folder, not a file`);
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('makes no folder', async () => {
    await expect(writeAtomically(join(folder, 'gone', 'a'), 'new')).rejects.toThrow('no such file or folder');
    expect(await readdir(folder)).toEqual([]);
  });

  it('removes what a killed one left, and nothing of others', async () => {
    const { host, boot, pidNamespace } = thisProcess();
    const dead = `.unfinished~${host}~${boot}~${pidNamespace}~99999999~1~x`;
    const elsewhere = '.unfinished~elsewhere~0~0~1~0~x';
    for (const name of [dead, elsewhere]) await mkdir(join(folder, name));
    await writeAtomically(join(folder, 'a'), 'new');
    expect((await readdir(folder)).toSorted()).toEqual([elsewhere, 'a']);
  });

  it('of one file twice at once ends with one of both', async () => {
    const file = join(folder, 'a');
    await Promise.all([writeAtomically(file, 'one'), writeAtomically(file, 'two')]);
    expect(['one', 'two']).toContain(await readFile(file, 'utf8'));
    expect(await readdir(folder)).toEqual(['a']);
  });
});
