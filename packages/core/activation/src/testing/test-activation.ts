import type { Activation } from '../activation-description.js';
import type { Values } from './check-values.js';
import { type CheckOptions, conformanceChecks } from './conformance-checks.js';

type Test = (name: string, body: () => void | Promise<void>) => unknown;

/** Options of {@link testActivation}. */
export interface ConformanceOptions extends CheckOptions {
  /** The test runner's: vitest's, jest's or `node:test`'s. */
  describe: (name: string, body: () => void) => unknown;
  it: Test & { skip?: Test };
  values: Values;
}

/**
 * Tests an activation against the contract {@link Activation}: its description; and, by default and in every variant, on
 * every backend, its values, gradients (by finite differences, for the input and every weight), NaN, shapes, integer
 * input, saving and loading, random numbers, and memory leaks. For a formula it also tests that value and gradients equal
 * those in float64, within 5 * 2^-24 of the value or of 1, including denormal, tiny, huge and infinite numbers and NaN; and that
 * at every tie of its comparisons the derivatives lie between those of both sides.
 *
 * It works with any test runner that has `describe` and `it`, and throws plain errors. `conformanceChecks` are the same checks
 * without a runner.
 *
 * @example
 * import { testActivation } from '@rectified/activation/testing';
 * import { loadBackends } from '@rectified/backend';
 * import { describe, it } from 'vitest';
 * import mish from '../src/index.js';
 *
 * testActivation(mish, {
 *   describe,
 *   it,
 *   backends: await loadBackends(),
 *   values: [[0, 0], [1, 0.865098], [Infinity, Infinity], [-Infinity, 0]],
 * });
 */
export function testActivation(activation: Activation, options: ConformanceOptions): void {
  const { describe, it, backends } = options;
  if (backends.length === 0) throw new Error('testActivation: no backend to test on');
  const checks = conformanceChecks(activation, options);
  const test = (variant: string | undefined) => {
    for (const { name, backend, run } of checks.filter((check) => check.variant === variant))
      it(backend === undefined ? name : `${name} (${backend})`, run);
  };

  describe(`activation ${activation.name}`, () => {
    test(undefined);
    for (const backend of ['tensorflow', 'wasm', 'cpu'].filter((name) => !backends.includes(name)))
      it.skip?.(`works on ${backend}, which is not available here`, () => {});
    describe('without a config', () => test(''));
    for (const variant of Object.keys(activation.variants ?? {}))
      describe(`variant ${variant}`, () => test(variant));
  });
}
