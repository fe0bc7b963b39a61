import { faultsOf as faultsOfSuite } from '@rectified/testing';
import type { Activation } from '../src/index.js';
import { type ConformanceOptions, testActivation } from '../src/testing/index.js';
import { values } from './activation-of.js';

/** The tests that an activation fails on the cpu backend, with their messages. */
export async function faultsOf(
  activation: Activation,
  options: Partial<ConformanceOptions> = {},
): Promise<Record<string, string>> {
  const faults = await faultsOfSuite((runner) =>
    testActivation(activation, { ...runner, backends: ['cpu'], values, ...options }),
  );
  return Object.fromEntries(
    Object.entries(faults).map(([name, message]) => [name.replace(' (cpu)', ''), message]),
  );
}
