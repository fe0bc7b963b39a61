import { testActivation } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { describe, expect, it } from 'vitest';
import description, { myActivation } from '../src/index.js';

testActivation(description, {
  describe,
  it,
  backends: await loadBackends(),
  // TODO Numbers from the paper or computed by hand; 0 and both infinities must be among them.
  values: [
    [-2, -0.5],
    [0, 0],
    [3, 3],
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ],
});

it('takes arrays', () => {
  expect(myActivation([[-4, 1]]).arraySync()).toEqual([[-1, 1]]);
});
