import { rectifiedDense } from '@rectified/kernels';
import { nativeLoaded } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import type { Timed } from '../protocol.ts';
import { timed } from './timed.ts';

/** Products of two square matrices, by the native kernels if they are loaded, otherwise by the backend. */
export function productSteps(size: number): () => Promise<Timed> {
  const [a, b] = [tf.randomNormal<tf.Rank.R2>([size, size]), tf.randomNormal<tf.Rank.R2>([size, size])];
  return () =>
    timed(async () => {
      const c = nativeLoaded() ? rectifiedDense(a, b, null, null) : tf.matMul(a, b);
      await tf.slice(c, 0, 1).data();
      c.dispose();
    });
}
