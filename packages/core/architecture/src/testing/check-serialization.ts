import assert from 'node:assert/strict';
import { reload } from '@rectified/activation/testing';
import { describeModel } from '@rectified/layers';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import { sineImages } from './sine-images.js';
import { Slopes } from './slopes.js';
import { type Build, shapeOf } from './subject.js';

/** A saved and reloaded model has the same layers and outputs. */
export async function checkSerialization(build: Build): Promise<void> {
  const model = build({ activation: () => new Slopes() });
  const x = sineImages([2, ...shapeOf(model)]);
  // Changes what training changes besides weights.
  tf.dispose(model.apply(x, { training: true }) as tf.Tensor);
  const loaded = await reload(model);
  try {
    assert.deepEqual(
      loaded.layers.map(({ name }) => name),
      model.layers.map(({ name }) => name),
      'layers after loading',
    );
    assert.deepEqual(describeModel(loaded), describeModel(model), 'description after loading');
    tf.tidy(() => {
      const [expected, got] = [model, loaded].map((each) => (each.predict(x) as tf.Tensor).dataSync());
      closeTo(got!, expected!, { absolute: 0, relative: 0 });
    });
  } finally {
    loaded.dispose();
    x.dispose();
  }
}
