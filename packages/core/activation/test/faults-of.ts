import type { Activation } from '../src/index.js';
import { type ConformanceOptions, testActivation } from '../src/testing/index.js';

const values = [
  [-1, -0.5],
  [0, 0],
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
] as const;

/** Runs the suite as a test runner would; the tests that fail, with their messages. */
export async function faultsOf(
  activation: Activation,
  options: Partial<ConformanceOptions> = {},
): Promise<Record<string, string>> {
  const tests: [string, () => void | Promise<void>][] = [];
  testActivation(activation, {
    describe: (_, body) => body(),
    it: (name, body) => tests.push([name, body]),
    backends: ['cpu'],
    values,
    ...options,
  });
  const faults: Record<string, string> = {};
  for (const [name, body] of tests)
    try {
      await body();
    } catch (error) {
      faults[name.replace(' (cpu)', '')] = (error as Error).message;
    }
  return faults;
}
