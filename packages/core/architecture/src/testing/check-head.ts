import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { sineImages } from './sine-images.js';
import { type Build, shapeOf } from './subject.js';

/** A rectified head gives max(0, logits) of the same network and has no parameters of its own. */
export function checkHead(build: Build): void {
  const [plain, rectified] = [build(), build({ head: 'rectifier' })];
  assert.equal(rectified.countParams(), plain.countParams(), 'parameters with a rectified head');
  tf.tidy(() => {
    const x = sineImages([8, ...shapeOf(plain)]);
    const logits = plain.predict(x) as tf.Tensor2D;
    const outputs = (rectified.predict(x) as tf.Tensor2D).dataSync();
    const expected = tf.relu(logits).dataSync();
    // Other checks find what is not finite.
    for (const [at, value] of expected.entries())
      assert.ok(!(Math.abs(outputs[at]! - value) > 1e-5 * (1 + value)), `output ${at} is not max(0, logit)`);
  });
}
