import type { Dataset } from '@rectified/dataset';
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
import { hasFusedOperations } from '@rectified/kernels';
import { checkImages } from './check-images.js';
import { checkInput } from './input-scaling.js';
import { lossNames } from './losses.js';
import type { TrainOptions } from './train-options.js';

const count = wholeNumber({ from: 1 });

const checks: Checks<TrainOptions> = {
  data: having('an object of images: { train, test }', 'train'),
  optimizer: having('what sgd({ rate }) gives', 'rate'),
  epochs: count,
  batch: count,
  seed: randomSeed,
  loss: optional(oneOf(...lossNames)),
  initialize: optional(callable()),
  input: anything,
  folder: optional(text('the path of a folder')),
  resume: optional(worded('true, false or "previous"', either(trueOrFalse, oneOf('previous')))),
  claim: optional(having('a claim such as claimRun returns', 'check', 'release')),
  signal: optional(having('the signal of an AbortController', 'aborted', 'addEventListener')),
  checkpointEvery: anything,
  recordEvery: optional(count),
  evaluateTrain: optional(worded('true, false or a number of images from 1', either(trueOrFalse, count))),
  evaluateEvery: optional(count),
  probe: optional(worded('true, false or a number of images from 1', either(trueOrFalse, count))),
  guessing: optional(having('the result of guessing: { measure, value }', 'measure', 'value')),
  engine: optional(oneOf('eager', 'compiled', 'xla')),
  products: optional(oneOf('float32', 'bfloat16')),
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

/** Returns `options` if `train` can use them all; otherwise throws an `InputError` that says which one it cannot, and what it expected. */
export function checkTrainOptions(options: TrainOptions): TrainOptions {
  const { data, input, checkpointEvery, folder, resume } = checkOptions(
    'train',
    options,
    checks,
    foreignOptions,
  );
  checkImages('data.train', data.train);
  if (data.test !== undefined) checkSameClasses(data.train, checkImages('data.test', data.test));
  checkInput(input);
  checkOptions('checkpointEvery', checkpointEvery, {
    seconds: optional(finiteNumber({ from: 0 })),
    steps: optional(count),
  });
  if (resume && folder === undefined)
    throw new InputError({
      what: 'resume without a folder',
      expected: 'the folder of the run to resume',
      remedy: 'Name it (folder: ...), or omit resume',
    });
  checkProducts(options);
  return options;
}

function checkProducts({ products, engine = 'eager' }: TrainOptions): void {
  if (products !== 'bfloat16') return;
  if (engine === 'eager')
    throw new InputError({
      what: 'products in bfloat16',
      expected: "`engine: 'compiled'` or `'xla'`",
      got: engine,
      remedy: 'For the eager engine, set `precision` in chooseBackend',
    });
  if (hasFusedOperations())
    throw new InputError({
      what: 'products in bfloat16 with kernels that compute in float32',
      expected: "TensorFlow's own kernels",
      got: 'native kernels',
      remedy: "`kernels: 'plain'` of chooseBackend, or `--kernels plain`",
    });
}

/** Answers are class numbers: with other classes, or in another order, they would be compared with the wrong ones. */
function checkSameClasses(train: Dataset, test: Dataset): void {
  const [expected, got] = [train, test].map(({ classes }) => JSON.stringify(classes));
  if (expected === got) return;
  throw new InputError({ what: 'classes of data.test', expected: `those of data.train, ${expected}`, got });
}
