import { describe, expect, it } from 'vitest';
import { activation, asDivisor, choice, described, layerOf, opOf, uniform } from '../src/index.js';

const paper = { title: 'A test', authors: ['Nobody'], year: 2026 };
const options = {
  any: { default: 0, aliases: ['whatever', 'number'] },
  atLeast: { default: 1, min: 1, remedy: (value: unknown) => `Not ${value}` },
  above: { default: 1, above: 0 },
  atMost: { default: 1, max: 1 },
  below: { default: 0, below: 1 },
  between: { default: 0.5, above: 0, max: 1 },
  within: { default: 0.5, min: 0, below: 1 },
  form: choice('a', 'b'),
} as const;
const formula = activation({
  name: 'many-options',
  title: 'Many',
  paper,
  options,
  noise: { r: uniform },
  check: ({ any, below }) =>
    any > 5 && below < 0 ? { what: 'any and below', expected: 'only one of them' } : undefined,
  formula: ({ x }) => x,
});
const Layer = layerOf(formula);

describe('options', () => {
  it.each([
    [{ whatever: 2 }, 'whatever: 2 is any: 2'],
    [3, '3 is any: 3'],
  ])('are refused by their aliases, with advice (%j)', (config, advice) => {
    expect(() => new Layer(config as object)).toThrow(advice);
  });

  it('have defaults, and are in the config', () => {
    const config = {
      any: 0,
      atLeast: 1,
      above: 1,
      atMost: 1,
      below: 0,
      between: 0.5,
      within: 0.5,
      form: 'a',
    };
    expect(new Layer().options).toEqual(config);
    expect(new Layer({ any: undefined, seed: 3 }).getConfig()).toMatchObject({ ...config, seed: 3 });
    expect(new Layer({ form: 'b', any: -3 }).options).toMatchObject({ form: 'b', any: -3 });
    expect(Layer.className).toBe('FormulaManyOptions');
  });

  it.each<[object, string]>([
    [{ any: Number.NaN }, 'any of Many: expected a finite number, got NaN'],
    [{ any: '3' }, 'any of Many: expected a finite number, got "3"'],
    [{ atLeast: 0 }, 'atLeast of Many: expected a number of at least 1, got 0. Not 0'],
    [{ above: 0 }, 'above of Many: expected a number above 0, got 0'],
    [{ atMost: 2 }, 'atMost of Many: expected a number at most 1, got 2'],
    [{ below: 1 }, 'below of Many: expected a number below 1, got 1'],
    [{ between: 0 }, 'between of Many: expected a number above 0 and at most 1, got 0'],
    [{ within: 1 }, 'within of Many: expected a number of at least 0 and below 1, got 1'],
    [{ form: 'c' }, 'form of Many: expected "a" or "b", got "c"'],
    [{ any: 6, below: -1 }, 'any and below: expected only one of them'],
    [{ seed: 1.5 }, 'seed of Many: expected a whole number from 0 to 4294967295, got 1.5'],
    [{ forms: 'a' }, 'unknown option "forms" of '],
  ])('%j are refused', (config, message) => {
    expect(() => new Layer(config)).toThrow(message);
    if (!('seed' in config))
      expect(() => opOf(formula)([1], { training: false, ...config })).toThrow(message);
  });
});

it('described registers a class of its own', () => {
  class Many extends layerOf(formula) {}
  const description = described(formula, Many);
  expect(description).toMatchObject({ name: 'many-options', title: 'Many', layer: Many });
  expect(description.variants).toBeUndefined();
});

it('a slope as a divisor', () => {
  expect([0.2, 5, 0, '0.2'].map(asDivisor('divisor'))).toEqual([
    'divisor: 5',
    'divisor: 5',
    undefined,
    undefined,
  ]);
});
