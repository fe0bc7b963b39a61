import { chooseBackend } from '@rectified/backend';
import { unrefusedCalls } from '@rectified/testing';
import { expect, it } from 'vitest';
import * as api from '../src/index.js';

it('refuses meaningless arguments with a clear error', async () => {
  await chooseBackend({ backend: 'cpu' });
  expect(await unrefusedCalls(api)).toEqual([]);
});

it('refuses a parameter that is not a number', () => {
  expect(() => api.prelu([1], 'x' as never)).toThrow(
    'slope of prelu: expected a tensor, a number or a list of numbers, got "x"',
  );
});
