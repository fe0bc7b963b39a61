import { checkOptions, renamed } from '@rectified/errors';
import type { TrainOptions } from './train-options.js';

const known: Record<keyof TrainOptions, true> = {
  data: true,
  optimizer: true,
  epochs: true,
  batch: true,
  seed: true,
  input: true,
  folder: true,
  resume: true,
  claim: true,
  signal: true,
  checkpointEvery: true,
  recordEvery: true,
  evaluateTrain: true,
  evaluateEvery: true,
  source: true,
  testSource: true,
  shape: true,
  onStep: true,
  onEvaluate: true,
};

const inOptimizer = (name: string) => (value: unknown) => `optimizer: sgd({ ${name}: ${value} })`;

/** tfjs's `fit` and PyTorch's loops. */
const foreignOptions = {
  batchSize: renamed('batch'),
  learningRate: inOptimizer('rate'),
  lr: inOptimizer('rate'),
  rate: inOptimizer('rate'),
  momentum: inOptimizer('momentum'),
  weightDecay: inOptimizer('decay'),
  decay: inOptimizer('decay'),
  validationData: 'Test images are data.test',
  callbacks: 'The records come from the loop: for await (const epoch of train(...))',
};

/** `options`, if `train` has them all; otherwise an `InputError` that names the option which was meant. */
export function checkTrainOptions(options: TrainOptions): TrainOptions {
  const { input, checkpointEvery } = checkOptions('train', options, Object.keys(known), foreignOptions);
  checkOptions('input', input, ['shift', 'scale'], { mean: renamed('shift'), offset: renamed('shift') });
  checkOptions('checkpointEvery', checkpointEvery, ['seconds', 'steps']);
  return options;
}
