import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { loadNative } from '../src/index.js';

/** Expects that what `compute` gives has the same bits on every one of these numbers of threads. */
export function expectSameBits(compute: () => tf.Tensor[], numbers: readonly number[] = [1, 3]): void {
  const results = numbers.map((threads) => {
    loadNative({ threads });
    return tf.tidy(() => compute().map((tensor) => Buffer.from(tensor.dataSync().slice().buffer)));
  });
  loadNative({ threads: 0 });
  for (const result of results)
    expect(result.map((bytes, at) => Buffer.compare(bytes, results[0]![at]!))).toEqual(result.map(() => 0));
}
