import { testActivation } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, expect, it } from 'vitest';
import description, { myActivation } from '../src/index.js';

testActivation(description, {
  describe,
  it,
  backends: await loadBackends(),
  // The outputs in the README, including those at 0 and at both infinities.
  values: [
    [0, 0],
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ],
  // [x, y, dy/dx] from a source other than this code, with at least eight digits: the paper's table, PyTorch, mpmath, by hand.
  golden: [],
});

// If the op has parameters or noise, every call needs them: { slope: 0.25 }, { training: false }.
it('takes arrays', () => {
  expect(myActivation([[0, 1, 2]]).shape).toEqual([1, 3]);
});
