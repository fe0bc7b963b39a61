import { describe, expect, it } from 'vitest';
import { checkLayerOptions, checkOptions, isInputError } from '../src/index.js';

const foreign = {
  alpha: (slope: unknown) => (Number(slope) > 0 ? `divisor: ${1 / Number(slope)}` : undefined),
  number: (slope: unknown) => `divisor: ${1 / Number(slope)}`,
  maxValue: 'Clip it yourself',
};
const check = (options: unknown) => checkOptions('LeakyReLU', options, ['divisor', 'other'], foreign);

describe('checkOptions', () => {
  it('gives known options back, also none, and passes over what is undefined', () => {
    for (const options of [undefined, {}, { divisor: 3 }, { alpha: undefined, other: null }])
      expect(check(options)).toBe(options);
  });

  it.each<[unknown, string]>([
    [
      { alpha: 0.2 },
      'unknown option "alpha" of LeakyReLU: expected divisor, other. alpha: 0.2 is divisor: 5',
    ],
    [
      { divisor: 3, divisr: 0.2 },
      'unknown option "divisr" of LeakyReLU: expected divisor, other. Did you mean "divisor"?',
    ],
    [{ maxValue: 6 }, 'unknown option "maxValue" of LeakyReLU: expected divisor, other. Clip it yourself'],
    [{ alpha: null }, 'unknown option "alpha" of LeakyReLU: expected divisor, other'],
    [{ toString: 1 }, 'unknown option "toString" of LeakyReLU: expected divisor, other'],
    [0.2, 'options of LeakyReLU: expected an object of divisor, other, got 0.2. 0.2 is divisor: 5'],
    ['rrelu', 'options of LeakyReLU: expected an object of divisor, other, got rrelu'],
    [null, 'options of LeakyReLU: expected an object of divisor, other, got null'],
    [[1], 'unknown option "0" of LeakyReLU: expected divisor, other'],
  ])('refuses %j', (options, message) => {
    const error = (() => {
      try {
        return check(options);
      } catch (error) {
        return error;
      }
    })() as Error;
    expect(isInputError(error)).toBe(true);
    expect(error.message).toBe(message);
  });

  it('can show values that JSON has not', () => {
    expect(() => check({ alpha: 1n, own: () => 1 })).toThrow(/unknown option "alpha"/);
  });
});

it('checkLayerOptions knows what every layer of tfjs takes', () => {
  const common = { name: 'a', inputShape: [3], trainable: false, dtype: 'float32', weights: [] };
  expect(() => checkLayerOptions('ReLU', common, [])).not.toThrow();
  expect(() => checkLayerOptions('ReLU', { trainble: false }, ['divisor'])).toThrow(
    'Did you mean "trainable"?',
  );
});
