import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareWasm } from '../src/index.js';

beforeAll(async () => {
  expect(await loadBackends()).toEqual(expect.arrayContaining(['wasm', 'cpu']));
});

describe('prepareWasm', () => {
  it('wants the wasm backend to be the current one, and says how', async () => {
    await tf.setBackend('cpu');
    expect(prepareWasm).toThrow(/expected wasm.*got cpu.*setBackend/s);
  });

  it('may be called again', async () => {
    await tf.setBackend('wasm');
    prepareWasm();
    const kernel = tf.getKernel(tf.Conv2DBackpropFilter, 'wasm');
    prepareWasm();
    expect(tf.getKernel(tf.Conv2DBackpropFilter, 'wasm')).toBe(kernel);
  });

  it('refuses tensors that the heap has no room for', async () => {
    await tf.setBackend('wasm');
    // 5 GB; nothing of it is touched before the backend asks for the memory.
    expect(() => tf.tidy(() => tf.zeros([5 * 2 ** 28]))).toThrow(
      /out of memory|Invalid typed array length|allocation failed/,
    );
  });
});
