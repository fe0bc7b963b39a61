import { goldenLogits } from '@rectified/architecture/testing';
import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bnInception } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

const backends = await loadBackends();

describe.each(backends)('logits of a network written in PyTorch, on %s', (backend) => {
  it.each(['full', 'present'] as const)('average pools divide by %s', async (averagePoolEdge) => {
    await tf.setBackend(backend);
    const logits = goldenLogits((options) => bnInception({ ...options, averagePoolEdge }), golden);
    for (const mode of ['inference', 'training'] as const) {
      const y = logits({ training: mode === 'training' });
      // Thirty normalizations of small batches make roundings larger.
      const accuracy = { absolute: mode === 'training' ? 2e-3 : 1e-5, relative: 1e-4 };
      closeTo(y.dataSync(), golden.logits[`${mode}, ${averagePoolEdge}`], accuracy);
      expect(y.shape).toEqual([2, golden.classes]);
    }
  });
});
