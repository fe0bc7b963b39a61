import { InputError } from '@rectified/errors';
import { expect, it } from 'vitest';
import {
  argmax,
  bcaInterval,
  chanceFrom,
  classification,
  confusionMatrix,
  equivalence,
  errorRate,
  holm,
  logLoss,
  mcnemar,
  pairedTTest,
  pairsNeeded,
  signFlipTest,
  softmaxCrossEntropy,
  summarize,
  topKError,
  twoProportions,
  wilson,
} from '../src/index.js';

const any = (value: unknown) => value as never;
const list = 'expected a list of numbers, got';

it.each<[() => unknown, string]>([
  [() => mcnemar([Number.NaN], [1]), 'answers of a: expected a list of true and false, or of finite numbers'],
  [
    () => mcnemar(any(['x']), [1]),
    'answers of a: expected a list of true and false, or of finite numbers, got ["x"]',
  ],
  [() => mcnemar([true], any(undefined)), 'answers of b: expected a list of true and false'],
  [() => summarize(any(['1', '2'])), `values: ${list} ["1","2"]`],
  [() => summarize(any(undefined)), `values: ${list} nothing`],
  [() => summarize(any('12')), `values: ${list} "12"`],
  [
    () => summarize([1, 2], { confidence: Number.NaN }),
    'confidence of summarize: expected a number above 0 and below 1, got NaN',
  ],
  [() => summarize([1, 2], any(0.95)), 'options of summarize: expected an object of confidence, got 0.95'],
  [
    () => logLoss([1, 2], [0], { clip: 0 }),
    'clip of logLoss: expected a number above 0 and below 0.5, got 0',
  ],
  [
    () => logLoss([1, 2], [0], { normalize: any('no') }),
    'normalize of logLoss: expected true or false, got "no"',
  ],
  [() => logLoss(any([['1']]), [0]), `scores: ${list} [["1"]]`],
  [() => errorRate(any(undefined), [0]), `scores: ${list} nothing`],
  [() => errorRate([1, 2], any('0')), `labels: ${list} "0"`],
  [() => topKError([1, 2], [0], any('1')), 'k of a top-k error: expected a whole number from 1, got "1"'],
  [() => confusionMatrix([1, 2], any(null)), `labels: ${list} null`],
  [() => softmaxCrossEntropy(any({}), [0]), `scores: ${list} {}`],
  [() => argmax(any(undefined)), `scores: ${list} nothing`],
  [() => argmax([1, 2], -1), 'from: expected a whole number from 0, got -1'],
  [
    () => classification({ classes: 2, loss: any('rectifier') }),
    'loss of classification: expected "softmax-cross-entropy" or "rectified-cross-entropy", got "rectifier"',
  ],
  [
    () => chanceFrom({ measure: any('accuracy'), value: 0.5 }, 10),
    'measure of guessing: expected "error" or "loss", got "accuracy"',
  ],
  [
    () => chanceFrom({ measure: 'error', value: 0.5 }, 0),
    'images of guessing: expected a whole number from 1, got 0',
  ],
  [() => classification(any(undefined)), 'options of classification: expected an object of classes'],
  [
    () => classification({ classes: 2, state: any(3) }),
    'state of classification: expected what state() gave, got 3',
  ],
  [() => classification({ classes: 2 }).add(any(undefined), [0]), `scores: ${list} nothing`],
  [() => pairedTTest(any(['1', '2']), [1, 2]), `values of a: ${list} ["1","2"]`],
  [() => pairedTTest([1, 2], any(undefined)), `values of b: ${list} nothing`],
  [() => equivalence([1, 2], [1, 2], any('1')), 'margin: expected a number above 0, got "1"'],
  [() => signFlipTest([1, 2], any(['1', 2])), `values of b: ${list} ["1",2]`],
  [
    () => signFlipTest([1], [2], { seed: 1.5 }),
    'seed of signFlipTest: expected a whole number from 0 to 4294967295',
  ],
  [() => bcaInterval(any(5)), `values: ${list} 5`],
  [() => pairsNeeded(any(undefined)), 'what is expected: expected an object of mean, deviation, got nothing'],
  [
    () => pairsNeeded({ mean: 1, deviation: -1 }),
    'deviation of what is expected: expected a number of at least 0, got -1',
  ],
  [() => holm(any([0.5, '0.1'])), 'p-values: expected a list of numbers from 0 to 1, or NaN'],
  [() => holm(any(0.5)), 'p-values: expected a list of numbers from 0 to 1, or NaN, got 0.5'],
  [
    () => wilson(any('1'), 2),
    'impossible counts: expected whole numbers, wrong from 0 to n, got "1" wrong of 2',
  ],
  [() => wilson(Number.NaN, 2), 'got NaN wrong of 2'],
  [
    () => twoProportions(any(undefined), { wrong: 1, n: 2 }),
    'a proportion: expected an object of wrong, n, got nothing',
  ],
])('%#: refuses what is none of its arguments', (run, message) => {
  expect(run).toThrow(InputError);
  expect(run).toThrow(message);
});
