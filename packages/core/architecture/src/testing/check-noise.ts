import assert from 'node:assert/strict';
import { isStochastic, streamOf } from '@rectified/random';
import { Slopes } from './slopes.js';
import { type Build, remembered } from './subject.js';

/** Layers that draw random numbers, including activations, start with the seed and their own stream. */
export function checkNoise(build: Build): void {
  const { made, activation } = remembered(() =>
    Object.assign(new Slopes(), { noise: { seed: 0, stream: 0, step: 0 } }),
  );
  for (const layer of build({ activation, seed: 7 }).layers)
    if (isStochastic(layer)) {
      assert.deepEqual(
        layer.noise,
        { seed: 7, stream: streamOf(layer.name), step: 0 },
        `noise of ${layer.name}`,
      );
      made.delete(layer);
    }
  assert.equal(made.size, 0, 'activations that are not in the model');
}
