import { testActivation } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, expect, it } from 'vitest';
import description, { myActivation } from '../src/index.js';

testActivation(description, {
  describe,
  it,
  backends: await loadBackends(),
  // The outputs that the README documents, 0 and both infinities among them.
  values: [
    [0, 0],
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ],
  // [x, y, dy/dx] from a source that is not this code, to eight digits or more: the paper's table, PyTorch, mpmath, by hand.
  golden: [],
});

// An op with parameters or noise needs them in every call: { slope: 0.25 }, { training: false }.
it('takes arrays', () => {
  expect(myActivation([[0, 1, 2]]).shape).toEqual([1, 3]);
});
