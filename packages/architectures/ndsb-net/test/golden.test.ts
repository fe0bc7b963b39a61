import { goldenLogits } from '@rectified/architecture/testing';
import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { ndsbNet } from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

const backends = await loadBackends();

describe.each(backends)('logits of a network written in PyTorch, on %s', (backend) => {
  it.each(['windows', 'grids'] as const)('%s', async (pyramid) => {
    await tf.setBackend(backend);
    const y = goldenLogits((options) => ndsbNet({ ...options, pyramid }), golden)();
    closeTo(y.dataSync(), golden.logits[pyramid], { absolute: 1e-5, relative: 1e-4 });
    expect(y.shape).toEqual([2, golden.classes]);
  });
});
