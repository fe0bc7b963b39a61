import type { EpochRecord, RunDescription, RunResult } from '../src/index.js';

/** The files of a run of two epochs. */
export const description: RunDescription = {
  format: 2,
  created: '2026-11-28T15:00:00.000Z',
  config: { dataset: 'cifar10', activation: 'rrelu', seed: 1 },
  versions: { node: '20.20.2' },
  backend: { name: 'cpu' },
};
export const epoch: EpochRecord = {
  type: 'epoch',
  epoch: 1,
  step: 500,
  running: { loss: 2, error: 0.8 },
  images: 50_000,
  seconds: 300,
  waited: 1,
  rate: 0.1,
};
export const result: RunResult = {
  format: 2,
  status: 'finished',
  epochs: 2,
  steps: 1000,
  seconds: 300,
  imagesPerSecond: 166,
  waiting: 0.003,
  peakMemory: 1e9,
};
