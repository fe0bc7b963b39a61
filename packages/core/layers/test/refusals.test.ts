import { unrefusedCalls } from '@rectified/testing';
import { expect, it } from 'vitest';
import * as api from '../src/index.js';

it('refuses what nobody means, with an error that says so', async () => {
  expect(await unrefusedCalls(api)).toEqual([]);
});

it('refuses an activation that gives no layer', () => {
  expect(() => api.gain((() => 1) as never)).toThrow('what activation() gave: expected a layer of tfjs');
});
