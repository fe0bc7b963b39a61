import {
  anything,
  type Checks,
  callable,
  checkOptions,
  either,
  finiteNumber,
  having,
  InputError,
  imageShape,
  oneOf,
  optional,
  randomSeed,
  renamed,
  text,
  trueOrFalse,
  wholeNumber,
  worded,
} from '@rectified/errors';
import { checkImages } from './check-images.js';
import { checkInput } from './input-scaling.js';
import type { TrainOptions } from './train-options.js';

const count = wholeNumber({ from: 1 });

const checks: Checks<TrainOptions> = {
  data: having('an object of images: { train, test }', 'train'),
  optimizer: having('what sgd({ rate }) gives', 'rate'),
  epochs: count,
  batch: count,
  seed: randomSeed,
  input: anything,
  folder: optional(text('the path of a folder')),
  resume: optional(worded('true, false or "previous"', either(trueOrFalse, oneOf('previous')))),
  claim: optional(having('a claim, as claimRun gives it', 'check', 'release')),
  signal: optional(having('the signal of an AbortController', 'aborted', 'addEventListener')),
  checkpointEvery: anything,
  recordEvery: optional(count),
  evaluateTrain: optional(worded('true, false or a number of images from 1', either(trueOrFalse, count))),
  evaluateEvery: optional(count),
  engine: optional(oneOf('eager', 'compiled', 'xla')),
  source: optional(callable()),
  testSource: optional(callable()),
  shape: optional(imageShape),
  onRecord: optional(callable()),
  onStep: optional(callable()),
  onEvaluate: optional(callable()),
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

/** `options`, if `train` can use them all; otherwise an `InputError` that says which one it cannot, and what it expected. */
export function checkTrainOptions(options: TrainOptions): TrainOptions {
  const { data, input, checkpointEvery, folder, resume } = checkOptions(
    'train',
    options,
    checks,
    foreignOptions,
  );
  checkImages('data.train', data.train);
  if (data.test !== undefined) checkImages('data.test', data.test);
  checkInput(input);
  checkOptions('checkpointEvery', checkpointEvery, {
    seconds: optional(finiteNumber({ from: 0 })),
    steps: optional(count),
  });
  if (resume && folder === undefined)
    throw new InputError({
      what: 'resume without a folder',
      expected: 'the folder of the run that goes on',
      remedy: 'Name it (folder: ...), or omit resume',
    });
  return options;
}
