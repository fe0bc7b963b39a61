import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackends } from '@rectified/backend';
import { lsuv } from '@rectified/layers';
import { closeTo } from '@rectified/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TrainOptions, train } from '../src/index.js';
import { finish, shortOptions, small, tf, weightsOf } from './small.js';

const [backend] = await loadBackends();
const options: TrainOptions = {
  ...shortOptions(),
  initialize: (model, images) => lsuv(model, images, { seed: 5 }),
};

let parent: string;
beforeAll(async () => {
  await tf.setBackend(backend!);
  parent = await mkdtemp(join(tmpdir(), 'initialize-'));
});
afterAll(() => rm(parent, { recursive: true }));

describe('initialize', () => {
  it('sees the first training batch as the network does', async () => {
    const seen: number[][] = [];
    const initialize: TrainOptions['initialize'] = (_, images) => {
      seen.push(images.shape, [...images.dataSync()]);
    };
    const pixels: Float32Array[] = [];
    const source: TrainOptions['source'] = ({ epoch, size, start }) => {
      expect(size).toBe(10);
      return [0, 1, 2].slice(start).map((at) => {
        const indices = Array.from({ length: 10 }, (_, i) => (10 * at + i + epoch) % 30);
        const batch = options.data.train.batch(indices);
        pixels.push(Float32Array.from(batch.pixels, (byte) => (byte - 121) / 64));
        return batch;
      });
    };
    await finish(train(small(), { ...options, initialize, source }));
    expect(seen).toHaveLength(2);
    expect(seen[0]).toEqual([10, 6, 6, 3]);
    closeTo(seen[1]!, [...pixels[0]!]);
  });

  it('by LSUV decides the weights with the seed alone, whatever the model was', async () => {
    const [one, other] = [small({ seed: 1 }), small({ seed: 2 })];
    await finish(train(one, options));
    await finish(train(other, options));
    expect(weightsOf(one)).toEqual(weightsOf(other));
    const plain = small({ seed: 1 });
    await finish(train(plain, { ...options, initialize: undefined }));
    expect(weightsOf(plain)).not.toEqual(weightsOf(one));
  });

  it('is not done again to a run that goes on', async () => {
    const whole = small();
    await finish(train(whole, options));
    const folder = join(parent, 'stopped');
    const stop = new AbortController();
    const onStep = ({ step }: { step: number }) => step === 4 && stop.abort();
    await finish(train(small(), { ...options, folder, signal: stop.signal, onStep }));
    const resumed = small({ seed: 9 });
    await finish(train(resumed, { ...options, folder, resume: true }));
    expect(weightsOf(resumed)).toEqual(weightsOf(whole));
  });
});
