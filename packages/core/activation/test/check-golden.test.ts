import { loadBackends } from '@rectified/backend';
import { beforeAll, expect, it } from 'vitest';
import { conformanceChecks } from '../src/testing/index.js';
import { activationOf } from './activation-of.js';
import { faultsOf } from './faults-of.js';

const name = 'has the golden values';
beforeAll(() => loadBackends());

it('passes numbers from elsewhere, with slopes or without', async () => {
  const golden = [
    [-3, -1.5, 0.5],
    [2, 2],
    [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ] as const;
  expect(await faultsOf(activationOf(), { golden })).toEqual({});
});

it('refuses other values, other slopes, and none at all', async () => {
  const faults = async (golden: readonly [number, number, number?][]) =>
    (await faultsOf(activationOf(), { golden }))[name];
  expect(await faults([[-1, -0.500001]])).toBe('at x = -1: expected -0.500001, got -0.5');
  expect(await faults([[-1, -0.5, 1]])).toBe('slope at x = -1: expected 1, got 0.5');
  expect(await faults([[-1, Number.NaN]])).toBe('at x = -1: expected NaN, got -0.5');
  expect(await faults([])).toMatch(/there are none yet.*Add inputs, outputs and slopes .*to `golden`/);
});

it('is a check of the activation as it comes', () => {
  const checks = conformanceChecks(activationOf(), { backends: ['cpu'], golden: [] });
  expect(checks.filter((check) => check.name === name)).toMatchObject([{ variant: '', backend: 'cpu' }]);
});
