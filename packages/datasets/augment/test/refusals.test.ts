import { unrefusedCalls } from '@rectified/testing';
import { expect, it } from 'vitest';
import * as api from '../src/index.js';
import * as workers from '../src/workers/index.js';

it.each(Object.entries({ api, workers }))(
  'refuses meaningless arguments with a clear error: %s',
  async (_, module) => {
    expect(await unrefusedCalls(module)).toEqual([]);
  },
);

it.each([
  [{ mean: 42 }, /^mean of statistics: expected an object of pixels, shape, got 42$/],
  [{ mean: { pixels: [1], shape: [1, 1, 1] } }, /^pixels of mean of statistics: expected a Float32Array/],
  [{ whitening: { mean: new Float32Array(1) } }, /^matrix of whitening of statistics: .* got nothing$/],
])('writes no statistics that are none: %j', (statistics, message) => {
  expect(() => api.encodeStatistics(statistics as never)).toThrow(message);
});
