import { setSines, sineImages } from '@rectified/architecture/testing';
import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { ndsbNet } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

const backends = await loadBackends();

describe.each(backends)('logits of a network written in PyTorch, on %s', (backend) => {
  it.each(['windows', 'grids'] as const)('%s', async (pyramid) => {
    await tf.setBackend(backend);
    const { width, classes, images, logits } = golden;
    const [, height, columns, channels] = images as [number, number, number, number];
    const model = ndsbNet({
      classes,
      activation: () => tfl.layers.leakyReLU({ alpha: 1 / 5.5 }),
      width,
      pyramid,
      shape: [height, columns, channels],
    });
    setSines(model);
    const y = model.predict(sineImages(images)) as tf.Tensor;
    closeTo(y.dataSync(), logits[pyramid], { absolute: 1e-5, relative: 1e-4 });
    expect(y.shape).toEqual([2, classes]);
  });
});
