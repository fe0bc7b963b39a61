import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closeTo } from '../src/index.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

it('accepts every array against itself, NaN and infinities included', () => {
  fc.assert(fc.property(fc.float32Array(), (array) => closeTo(array, array)));
});

it.each([
  [[nan], [infinity]],
  [[infinity], [nan]],
  [[infinity], [-infinity]],
  [[1], [nan]],
  [[nan], [1]],
  [[infinity], [1]],
  [[1], [1.1]],
  [[1, 2], [1]],
])('refuses %j against %j', (actual, expected) => {
  expect(() => closeTo(actual, expected)).toThrow(/expected/);
});

it('measures the difference against the expected value', () => {
  closeTo([1e6 + 5], [1e6]);
  expect(() => closeTo([1e6 + 50], [1e6])).toThrow(/element 0/);
  closeTo([0.05], [0], { absolute: 0.1, relative: 0 });
});
