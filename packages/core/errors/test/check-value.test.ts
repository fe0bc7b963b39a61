import { describe, expect, it } from 'vitest';
import {
  anything,
  type Check,
  callable,
  checkFields,
  checkLayerOptions,
  checkOptions,
  checkValue,
  either,
  finiteNumber,
  having,
  isInputError,
  listOf,
  oneOf,
  optional,
  randomSeed,
  shown,
  text,
  trueOrFalse,
  wholeNumber,
  worded,
} from '../src/index.js';

const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(isInputError(error)).toBe(true);
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

const pair = listOf(wholeNumber({ from: 1 }), 'two whole numbers from 1', [2, 2]);
const junk = [
  undefined,
  null,
  '',
  '1',
  '0.5',
  true,
  {},
  [],
  [1],
  Number.NaN,
  Number.POSITIVE_INFINITY,
  () => 1,
];

/** Check, its words, what fits, and what doesn't beside the junk. */
const checks: [check: Check, expected: string, good: unknown[], bad: unknown[]][] = [
  [wholeNumber(), 'a whole number from 0', [0, 1, 2 ** 53 - 1], [-1, 0.5, 2 ** 53]],
  [wholeNumber({ from: 1 }), 'a whole number from 1', [1, 7], [0, -1, 1.5]],
  [wholeNumber({ from: 1, to: 3 }), 'a whole number from 1 to 3', [1, 3], [0, 4]],
  [randomSeed, 'a whole number from 0 to 4294967295', [0, 2 ** 32 - 1], [-1, 1.5, 2 ** 32]],
  [finiteNumber(), 'a finite number', [0, -1, 0.5], []],
  [finiteNumber({ above: 0 }), 'a number above 0', [1e-9, 2], [0, -1]],
  [finiteNumber({ to: 1 }), 'a number at most 1', [1, -2], [1.1]],
  [finiteNumber({ below: 1 }), 'a number below 1', [0.9, -2], [1]],
  [finiteNumber({ from: 0 }), 'a number of at least 0', [0, 2], [-1e-9]],
  [finiteNumber({ from: 0, to: 1 }), 'a number of at least 0 and at most 1', [0, 1], [-0.1, 1.1]],
  [finiteNumber({ from: 0, below: 1 }), 'a number of at least 0 and below 1', [0, 0.9], [-0.1, 1]],
  [finiteNumber({ above: 0, below: 1 }), 'a number above 0 and below 1', [0.1, 0.9], [0, 1]],
  [finiteNumber({ above: 0, to: 32 }), 'a number above 0 and at most 32', [0.1, 32], [0, 33]],
  [pair, 'two whole numbers from 1', [[1, 2], new Int32Array([1, 2])], [[1], [1, 2, 3], [0, 1], ['1', 2]]],
];

describe('checkValue', () => {
  it.each(checks)('%#: asks for %s', (check, expected, good, bad) => {
    expect(check.expected).toBe(expected);
    for (const value of good) expect(checkValue('it', value, check)).toBe(value);
    for (const value of [...bad, ...junk.filter((one) => !good.includes(one))])
      expect(messageOf(() => checkValue('it', value, check))).toContain(`it: expected ${expected}, got `);
  });

  it.each<[Check, unknown, string]>([
    [wholeNumber({ from: 1 }), undefined, 'it: expected a whole number from 1, got nothing'],
    [trueOrFalse, 'false', 'it: expected true or false, got "false"'],
    [oneOf('present', 'full'), 'ful', 'it: expected "present" or "full", got "ful". Did you mean "full"?'],
    [oneOf('present', 'full'), 3, 'it: expected "present" or "full", got 3'],
    [text('a folder'), '', 'it: expected a folder, got ""'],
    [
      callable('a function that makes a layer'),
      'relu',
      'it: expected a function that makes a layer, got "relu"',
    ],
    [having('a dataset', 'size', 'get'), { size: 1 }, 'it: expected a dataset, got {"size":1}'],
    [having('a dataset', 'size'), null, 'it: expected a dataset, got null'],
    [either(trueOrFalse, oneOf('all')), 'some', 'it: expected true or false or "all", got "some"'],
    [worded('a share', finiteNumber({ from: 0, to: 1 })), 2, 'it: expected a share, got 2'],
    [optional(wholeNumber()), null, 'it: expected a whole number from 0, got null'],
  ])('%#: says what was expected', (check, value, message) => {
    expect(messageOf(() => checkValue('it', value, check))).toBe(message);
  });

  it.each<[Check, unknown]>([
    [trueOrFalse, false],
    [oneOf('present', 'full'), 'full'],
    [text('a folder'), 'runs'],
    [callable(), () => 1],
    [having('a dataset', 'size'), { size: 0 }],
    [either(trueOrFalse, oneOf('all')), 'all'],
    [optional(wholeNumber()), undefined],
    [anything, undefined],
  ])('%#: gives back what fits', (check, value) => expect(checkValue('it', value, check)).toBe(value));
});

describe('checkOptions with checks', () => {
  const known = { size: wholeNumber({ from: 1 }), seed: optional(randomSeed) };
  const check = (options: unknown) =>
    checkOptions('batches', options as { size: number; seed?: number }, known);

  it('gives back options that fit', () => {
    for (const options of [{ size: 1 }, { size: 1, seed: undefined }, { size: 2, seed: 3 }])
      expect(check(options)).toBe(options);
  });

  it.each<[unknown, string]>([
    [undefined, 'options of batches: expected an object of size, seed, got nothing'],
    [null, 'options of batches: expected an object of size, seed, got null'],
    [5, 'options of batches: expected an object of size, seed, got 5'],
    [{}, 'size of batches: expected a whole number from 1, got nothing'],
    [{ size: '1' }, 'size of batches: expected a whole number from 1, got "1"'],
    [{ size: 1, seed: 1.5 }, 'seed of batches: expected a whole number from 0 to 4294967295, got 1.5'],
    [{ size: 1, sed: 1 }, 'unknown option "sed" of batches: expected size, seed. Did you mean "seed"?'],
  ])('refuses %j', (options, message) => expect(messageOf(() => check(options))).toBe(message));

  it('needs no options where none must be there', () => {
    expect(
      checkOptions('it', undefined as { seed?: number } | undefined, { seed: optional(randomSeed) }),
    ).toBe(undefined);
  });

  it('knows what layers take beside their own options', () => {
    const rate = finiteNumber({ from: 0, below: 1 });
    expect(() => checkLayerOptions('Dropout', { rate: 0.5, name: 'drop' }, { rate })).not.toThrow();
    expect(messageOf(() => checkLayerOptions('Dropout', undefined, { rate }))).toMatch(
      /^options of Dropout.*got nothing$/,
    );
    expect(messageOf(() => checkLayerOptions('Dropout', { rate: 2 }, { rate }))).toBe(
      'rate of Dropout: expected a number of at least 0 and below 1, got 2',
    );
  });
});

it('checkFields lets more fields be, and none be missing', () => {
  const check = (key: unknown) => checkFields('the key', key, { seed: randomSeed, epoch: wholeNumber() });
  const key = { seed: 1, epoch: 2, index: 3 };
  expect(check(key)).toBe(key);
  expect(messageOf(() => check({ seed: 1, epch: 2 }))).toBe(
    'epoch of the key: expected a whole number from 0, got nothing',
  );
  expect(messageOf(() => check(null))).toBe('the key: expected an object of seed, epoch, got null');
});

const circular: unknown[] = [];
circular.push(circular);

it.each<[unknown, string]>([
  [undefined, 'nothing'],
  [null, 'null'],
  [Number.NaN, 'NaN'],
  [1n, '1'],
  ['a"', '"a\\""'],
  [[1, Number.NaN, 2n], '[1,"NaN","2"]'],
  [{ a: 1 }, '{"a":1}'],
  [Object.create(null), '{}'],
  [new Float32Array([1, 2]), 'Float32Array of 2: 1, 2'],
  [new Map(), 'an object of class Map'],
  [function relu() {}, 'the function relu'],
  [
    (
      () => () =>
        1
    )(),
    'the function',
  ],
  [circular, 'an object that contains itself'],
  ['x'.repeat(300), `"${'x'.repeat(199)} ...`],
])('%#: shows any value', (value, text) => expect(shown(value)).toBe(text));
