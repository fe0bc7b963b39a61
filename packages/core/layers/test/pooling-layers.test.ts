import { reload } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { isInputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { CeilAveragePooling2D, CeilMaxPooling2D } from '../src/index.js';

await loadBackends();

const layers = [
  () => new CeilMaxPooling2D({ poolSize: 3, strides: 2 }),
  () => new CeilMaxPooling2D({ poolSize: [2, 3], strides: [3, 1] }),
  () => new CeilAveragePooling2D({ poolSize: 3, strides: 2, edge: 'full' }),
  () => new CeilAveragePooling2D({ poolSize: 3, strides: 2 }),
  () => new CeilAveragePooling2D({ poolSize: 3, strides: 1, padding: 1, edge: 'full' }),
  () => new CeilMaxPooling2D({ poolSize: [2, 4], strides: [1, 3], padding: [0, 2] }),
];

const failure = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};

describe.each(layers)('layer %#', (layer) => {
  it('promises the shape that it gives', () => {
    const x = tf.randomNormal([2, 7, 8, 3]);
    const y = layer().apply(x) as tf.Tensor;
    expect(y.shape).toEqual(layer().computeOutputShape(x.shape));
  });

  it('leaves unknown sizes unknown', () => {
    expect(layer().computeOutputShape([null, null, null, 3])).toEqual([null, null, null, 3]);
    const input = tfl.input({ shape: [null, null, 3] });
    const model = tfl.model({ inputs: input, outputs: layer().apply(input) as tfl.SymbolicTensor });
    for (const size of [4, 7]) {
      const y = model.predict(tf.ones([1, size, size, 3])) as tf.Tensor;
      expect(y.shape).toEqual(layer().computeOutputShape([1, size, size, 3]));
    }
  });

  it('computes the same after being saved and loaded', async () => {
    const input = tfl.input({ shape: [6, 7, 2] });
    const model = tfl.model({ inputs: input, outputs: layer().apply(input) as tfl.SymbolicTensor });
    const x = tf.randomNormal([2, 6, 7, 2]);
    const loaded = await reload(model);
    expect(loaded.layers[1]!.getConfig()).toEqual(model.layers[1]!.getConfig());
    expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
  });
});

describe('bad arguments', () => {
  it.each([
    [
      () => new CeilMaxPooling2D({ dataFormat: 'channelsFirst' as 'channelsLast' }),
      'dataFormat of a pooling layer: expected "channelsLast", got "channelsFirst". Did you mean "channelsLast"?',
    ],
    [
      () => new CeilMaxPooling2D({ poolSize: 0 }),
      'poolSize of a pooling layer: expected one or two whole numbers from 1, got 0',
    ],
    [
      () => new CeilMaxPooling2D({ strides: [1, 1.5] }),
      'strides of a pooling layer: expected one or two whole numbers from 1, got [1,1.5]',
    ],
    [
      () => new CeilMaxPooling2D({ padding: -1 }),
      'padding of a pooling layer: expected one or two whole numbers from 0, got -1',
    ],
    [
      () => new CeilMaxPooling2D({ poolSize: 3, padding: [1, 2] }),
      'padding of a pooling layer: expected at most half of the pool size 3, got [1,2]',
    ],
    [
      () => new CeilAveragePooling2D({ edge: 'ful' as 'full' }),
      'edge of a pooling layer: expected "present" or "full", got "ful". Did you mean "full"?',
    ],
    [
      () => new CeilMaxPooling2D({ poolSize: 5, strides: 2 }).apply(tf.ones([1, 3, 9, 1])),
      'pooling window larger than the input: expected at least 4 cells for a pool of 5 with stride 2, got 3',
    ],
  ])('%# are named', (run, message) => {
    const error = failure(run);
    expect(isInputError(error)).toBe(true);
    expect(error.message).toBe(message);
  });

  it('of another rank are refused', () => {
    expect(failure(() => new CeilMaxPooling2D({}).apply(tf.ones([2, 3]))).message).toContain(
      'expected ndim=4',
    );
  });
});
