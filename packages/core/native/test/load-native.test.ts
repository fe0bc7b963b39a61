import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { binaryPath } from '../src/binary-path.js';
import { loadNative, rectifiedConv2d, releaseMemory, scratchBytes } from '../src/index.js';

/** In this file's process the kernels are never loaded. */
it('says why the kernels cannot be loaded, and the operations say so too', async (context) => {
  expect(loadNative()).toEqual({ loaded: false, reason: 'tfjs-node is not loaded' });
  expect(scratchBytes()).toBe(0);
  expect(() => releaseMemory()).not.toThrow();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    createRequire(import.meta.url)('@tensorflow/tfjs-node');
  } catch {
    return context.skip('tfjs-node does not load here');
  }
  const cache = await mkdtemp(join(tmpdir(), 'rectified-native-'));
  try {
    expect(loadNative({ cache })).toMatchObject({
      reason: expect.stringMatching(/^the native kernels are not built/),
    });
    const { binding } = tf.findBackend('tensorflow') as unknown as { binding: { TF_Version: string } };
    await writeFile(binaryPath(cache, binding.TF_Version), 'nothing that loads');
    expect(loadNative({ cache })).toMatchObject({
      reason: expect.stringMatching(/^the native kernels do not load: [^\n]*$/),
    });
  } finally {
    await rm(cache, { recursive: true });
  }
  const x = tf.ones<tf.Rank.R4>([1, 4, 4, 1]);
  expect(() => rectifiedConv2d(x, tf.ones([3, 3, 1, 1]), null, { kind: 'none' })).toThrow(/are not loaded/);
});
