import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import type { ArchitectureOptions } from '../architecture-options.js';
import { sineImages } from './sine-images.js';
import { type Build, classes as few, shapeOf } from './subject.js';

type Shape = NonNullable<ArchitectureOptions['shape']>;

/** The network gives one number per class for images of either shape, and these are not probabilities. */
export function checkLogits(build: Build, otherShape?: Shape): void {
  const others = otherShape === undefined ? [] : [{ shape: otherShape, classes: 3 }];
  for (const changes of [{ shape: undefined, classes: undefined }, ...others]) {
    const model = build(changes.shape && changes);
    const classes = changes.classes ?? few;
    const shape = shapeOf(model);
    if (changes.shape) assert.deepEqual(shape, [...changes.shape], 'shape of an image');
    assert.deepEqual(model.outputs[0]!.shape, [null, classes], 'promised output');
    tf.tidy(() => {
      const y = model.predict(sineImages([2, ...shape])) as tf.Tensor2D;
      assert.deepEqual(y.shape, [2, classes], `output for images of ${shape}`);
      const rows = y.arraySync();
      assert.ok(rows.flat().every(Number.isFinite), 'an output is not finite');
      const sums = rows.map((row) => row.reduce((a, b) => a + b));
      assert.ok(
        sums.some((sum) => Math.abs(sum - 1) > 1e-3),
        'outputs sum to 1: expected logits, without softmax',
      );
    });
  }
}
