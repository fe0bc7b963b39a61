import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '@rectified/run-folder';
import { writeSyntheticCifar10 } from '@rectified/synthetic';
import { temporaryFolder } from '@rectified/testing/files';
import { loadModel } from '@rectified/trainer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type ExperimentConfig,
  evaluateRun,
  mergeConfig,
  predictRun,
  type Recipe,
  runExperiment,
} from '../src/index.js';

const directory = temporaryFolder(afterAll);
let data: string;
beforeAll(async () => {
  data = await writeSyntheticCifar10(join(directory, 'cifar'), { train: 60, test: 40, seed: 1 });
});

const inside = (name: string) => join(directory, name);
const weights = (folder: string) => readFileSync(join(folder, 'checkpoint', 'weights.bin'));

async function small(values: Recipe = {}): Promise<ExperimentConfig> {
  const own: Recipe = { dataset: 'synthetic-cifar10', data, activation: 'rrelu', width: 0.05, batch: 20 };
  return (await mergeConfig(own, { epochs: 1, evaluateTrain: false }, values)).config;
}

it('LSUV begins with variance 1 in every layer, is recorded, and goes on exactly', async () => {
  const config = await small({ initialization: 'lsuv', epochs: 2, probe: 20 });
  await runExperiment(config, { folder: inside('lsuv') });
  const { description, records } = await readRun(inside('lsuv'));
  expect(description.config.initialization).toBe('lsuv');
  const [start] = records.filter((record) => record.type === 'probe');
  const variances = start!.layers.flatMap(({ variance }) => variance ?? []);
  expect(variances).toHaveLength(9);
  // Of other images than those that it was scaled by.
  for (const variance of variances) {
    expect(variance).toBeGreaterThan(0.3);
    expect(variance).toBeLessThan(3);
  }
  const stop = new AbortController();
  await runExperiment(config, {
    folder: inside('lsuv-stopped'),
    signal: stop.signal,
    onEvent: (event) => event.type === 'step' && event.step === 2 && stop.abort(),
  });
  // Whether it is probed decides nothing.
  await runExperiment({ ...config, probe: undefined }, { folder: inside('lsuv-stopped') });
  expect(weights(inside('lsuv-stopped'))).toEqual(weights(inside('lsuv')));
});

it('a rectified head is recorded, evaluated and predicted with its own loss and probabilities', async () => {
  const folder = inside('head');
  const { result } = await runExperiment(await small({ head: 'rectifier' }), { folder });
  expect((await readRun(folder)).description.config.head).toBe('rectifier');
  const model = await loadModel(folder);
  expect(model.layers.at(-1)!.name).toBe('rectified-head');
  const evaluated = await evaluateRun(folder);
  expect(evaluated.loss).toBeCloseTo(result.final!.test!.loss, 6);
  const { probabilities, measures } = await predictRun(folder);
  const rows = Array.from({ length: 40 }, (_, row) => [...probabilities.subarray(10 * row, 10 * row + 10)]);
  for (const row of rows) {
    const sum = row.reduce((total, value) => total + value, 0);
    expect(sum === 0 || Math.abs(sum - 1) < 1e-9).toBe(true);
    expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
  }
  expect(measures!.averaged.error).toBeCloseTo(evaluated.error, 12);
  await expect(runExperiment(await small(), { folder })).rejects.toThrow(/head "rectifier".*head absent/s);
});

it('NIN with ReLU by Xavier at a rate of 0.02 ends at chance, and says so', async () => {
  const folder = inside('chance');
  const config = await small({ activation: 'relu', initialization: 'xavier', optimizer: { rate: 0.02 } });
  const { result } = await runExperiment(config, { folder });
  expect(result).toMatchObject({ status: 'finished', atChance: true });
  expect(result.message).toMatch(
    /guessing gives 90\.00 %.*initialization he-gain or lsuv.*a leaky rectifier/s,
  );
  expect(result.final!.running.loss).toBeCloseTo(Math.log(10), 2);
});
