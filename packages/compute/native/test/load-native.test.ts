import { chmod, copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isFused } from '@rectified/kernels';
import { hashFile } from '@rectified/system';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kernelsFile, stampFile, stampKernels } from '../src/build/built-kernels.js';
import { buildNative, inspectKernels, loadNative, releaseMemory, scratchBytes } from '../src/index.js';
import { loadTfjsNode } from './load-tfjs-node.js';

// In this file's process the kernels are never loaded.
const first = loadNative();
const fault = loadTfjsNode();
const built = fault ? undefined : await buildNative();

it('says why the kernels cannot be loaded', () => {
  expect(first).toEqual({ loaded: false, reason: 'tfjs-node is not loaded' });
  expect(scratchBytes()).toBe(0);
  expect(() => releaseMemory()).not.toThrow();
});

describe.skipIf(fault !== undefined)('kernels', () => {
  let cache: string;
  let stamp: string;
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'rectified-native-'));
    const { binding } = tf.findBackend('tensorflow') as unknown as { binding: { TF_Version: string } };
    stamp = stampFile(cache, binding.TF_Version);
  });
  afterEach(() => rm(cache, { recursive: true }));

  it('are not built in an empty cache', () => {
    expect(loadNative({ cache })).toMatchObject({
      reason: expect.stringMatching(/^the native kernels are not built/),
    });
    expect(isFused('rectifiedConv2d')).toBe(false);
  });

  it('that are whole and do not load are told in one line', async () => {
    await writeFile(join(cache, 'made'), 'nothing that loads');
    const hash = await hashFile(join(cache, 'made'));
    const path = join(cache, kernelsFile(stamp, hash));
    await copyFile(join(cache, 'made'), path);
    await stampKernels(stamp, { ...hash, path, compiler: '' });
    expect(inspectKernels(cache)).toEqual([{ file: path }]);
    expect(loadNative({ cache })).toMatchObject({
      reason: expect.stringMatching(/^the native kernels do not load: [^\n]*$/),
    });
  });

  /** Loading any of these would end the process, or compute something else. */
  const damages: readonly [string, (file: string) => Promise<unknown>, RegExp][] = [
    ['is empty', (file) => truncate(file), /has 0 bytes instead of/],
    ['was cut', (file) => truncate(file, 5000), /has 5000 bytes instead of/],
    [
      'is zeros',
      async (file) => writeFile(file, Buffer.alloc((await readFile(file)).length)),
      /differs from what was written/,
    ],
    ['has one bit changed', flip, /differs from what was written/],
    ['is gone', (file) => rm(file), /is missing/],
    ['is another library', (file) => copyFile(process.execPath, file), /has \d+ bytes instead of/],
  ];

  it.skipIf(!built?.built).each(damages)(
    'whose file %s are not loaded, are named, and are built anew by the same command',
    async (_, damage, what) => {
      if (!built?.built) throw new Error();
      const path = join(cache, basename(built.path));
      await copyFile(built.path, path);
      await copyFile(stampOf(built.path), stamp);
      expect(inspectKernels(cache)).toEqual([{ file: path }]);
      await damage(path);
      expect(inspectKernels(cache)).toEqual([{ file: path, damage: expect.stringMatching(what) }]);
      const state = loadNative({ cache });
      expect(state).toMatchObject({ loaded: false, reason: expect.stringMatching(what) });
      expect(state).toMatchObject({ reason: expect.stringContaining(`damaged (${path}`) });
      expect(state).toMatchObject({
        reason: expect.stringContaining('`npx @rectified/cli backend install`'),
      });
      // What is broken does not count as built, without a compiler neither.
      expect(await buildNative({ cache, compiler: join(cache, 'none') })).toMatchObject({ built: false });
      const compiler = await compilerThatGives(built.path, cache);
      expect(await buildNative({ cache, compiler })).toEqual({ built: true, changed: true, path });
      expect(inspectKernels(cache)).toEqual([{ file: path }]);
      expect(await buildNative({ cache, compiler })).toEqual({ built: true, changed: false, path });
    },
  );

  it.skipIf(!built?.built)('whose stamp is broken are not loaded', async () => {
    if (!built?.built) throw new Error();
    await copyFile(built.path, join(cache, basename(built.path)));
    for (const text of ['', 'null', '{"format":1}', '{"format":1,"sha256":"","file":"../x"}']) {
      await writeFile(stamp, text);
      expect(loadNative({ cache })).toMatchObject({
        loaded: false,
        reason: expect.stringContaining(`damaged (${stamp} cannot be read)`),
      });
    }
    expect(await readdir(cache)).toHaveLength(2);
  });
});

/** `native-<key>.json` of `native-<key>-<hash>.node`. */
function stampOf(path: string): string {
  return path.replace(/-[0-9a-f]+\.node$/, '.json');
}

/** Half a minute of compiling is not what is tested. */
async function compilerThatGives(kernels: string, folder: string): Promise<string> {
  const path = join(folder, 'compiler');
  const script = [
    '#!/bin/sh',
    'case "$*" in *-dM*) echo "#define A 1"; exit 0;; esac',
    `while [ $# -gt 0 ]; do [ "$1" = -o ] && cp '${kernels}' "$2"; shift; done`,
  ];
  await writeFile(path, script.join('\n'));
  await chmod(path, 0o755);
  return path;
}

async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length >> 1]! ^= 1;
  await writeFile(file, bytes);
}
