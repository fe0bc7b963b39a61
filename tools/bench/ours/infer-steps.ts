import type { Batch } from '@rectified/dataset';
import { fuse } from '@rectified/fuse';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Timed } from '../protocol.ts';
import { timed } from './timed.ts';

/** Forward passes in inference, from numbers in memory to logits in memory. */
export function inferSteps(model: tfl.LayersModel, { pixels, shape }: Batch): () => Promise<Timed> {
  const numbers = Float32Array.from(pixels, (byte) => byte / 128 - 1);
  return () =>
    timed(async () => {
      const logits = tf.tidy(() => fuse(model).apply(tf.tensor(numbers, [...shape]), { training: false }));
      await logits.data();
      logits.dispose();
    });
}
