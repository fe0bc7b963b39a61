import { loadBackends } from '@rectified/backend';
import { expect, it } from 'vitest';
import { evaluate, type TrainOptions, train } from '../src/index.js';
import { patches, small } from './small.js';

await loadBackends();

const options: TrainOptions = {
  data: { train: patches(4) },
  optimizer: { rate: 0.1 },
  epochs: 1,
  batch: 4,
  seed: 1,
};

// Each would train otherwise than it was asked to, without a word.
it.each<[object, string]>([
  [{ evalTrain: true }, 'unknown option "evalTrain" of train'],
  [{ evaluteTrain: true }, 'Did you mean "evaluateTrain"?'],
  [{ batchSize: 2 }, 'batchSize: 2 is batch: 2'],
  [{ momentum: 0.5 }, 'momentum: 0.5 is optimizer: sgd({ momentum: 0.5 })'],
  [{ validationData: 0.1 }, 'Test images are data.test'],
  [{ input: { mean: 121, scale: 1 } }, 'mean: 121 is shift: 121'],
  [{ checkpointEvery: { minutes: 5 } }, 'unknown option "minutes" of checkpointEvery'],
  [{ optimizer: { rate: 0.1, weightDecay: 1 } }, 'weightDecay'],
])('train refuses %j', async (more, message) => {
  await expect(train(small(), { ...options, ...more } as TrainOptions).next()).rejects.toThrow(message);
});

it('evaluate refuses what it has not', async () => {
  await expect(evaluate(small(), patches(4), { batchSize: 2 } as never)).rejects.toThrow('is batch: 2');
});
