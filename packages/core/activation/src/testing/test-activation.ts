import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '../activation-description.js';
import { checkAgreement } from './check-agreement.js';
import { checkDefinition } from './check-definition.js';
import { checkDescription } from './check-description.js';
import { checkFunction } from './check-function.js';
import { checkGolden, type Golden } from './check-golden.js';
import { checkGradients } from './check-gradients.js';
import { checkIntegers } from './check-integers.js';
import { checkMemory } from './check-memory.js';
import { checkNaN } from './check-nan.js';
import { checkRandomness } from './check-randomness.js';
import { checkReflection } from './check-reflection.js';
import { checkSerialization } from './check-serialization.js';
import { checkShapes } from './check-shapes.js';
import { checkTies } from './check-ties.js';
import { checkValues, type Values } from './check-values.js';
import { kinksOf } from './kinks-of.js';
import type { Subject } from './subject.js';

type Test = (name: string, body: () => void | Promise<void>) => unknown;

/** What {@link testActivation} needs to know beside the activation. */
export interface ConformanceOptions {
  /** The test runner's: vitest's, jest's or `node:test`'s. */
  describe: (name: string, body: () => void) => unknown;
  it: Test & { skip?: Test };
  /** tfjs backends to try, registered already: what `loadBackends()` of `@rectified/backend` returns. */
  backends: readonly string[];
  /** Documented values y(x) in inference, without a config. 0, Infinity and -Infinity must be among the x. */
  values: Values;
  /** The same for variants: `{ '100': [[-1, -0.01]] }`. */
  variantValues?: Readonly<Record<string, Values>>;
  /**
   * Inputs, outputs and slopes [x, y, dy/dx] in inference from a source that is not this code (the paper's table, PyTorch, mpmath),
   * without a config: outputs and slopes must be these up to 5 * 2^-24 of them or of 1. An x must be a float32.
   */
  golden?: Golden;
  /** The same for variants. */
  variantGolden?: Readonly<Record<string, Golden>>;
  /** The c of a function for which f(x) - f(-x) = c x, in every variant: 1 for Swish, GELU and Softplus. */
  reflection?: number;
  /** Where the function is not differentiable; finite differences keep away from there. Default: those of the formula, or 0. */
  kinks?: readonly number[];
  /** The gradient is on purpose not that of the function: it is not compared with finite differences. */
  surrogateGradient?: boolean;
}

/**
 * Tests an activation against the contract {@link Activation}: its description; and, as it comes and in every
 * variant, on every backend, its values, gradients (by finite differences, for the input and every weight), NaN,
 * shapes, integer input, saving and loading, random numbers, and tensors left behind. Of a formula also: that value and
 * gradients are those in float64, up to 5 * 2^-24 of the value or of 1, for denormal, tiny, huge and infinite numbers and
 * NaN, too; and that at every tie of its comparisons its derivatives lie between those of both sides.
 *
 * It brings no test runner and throws plain errors, so it works with any that has `describe` and `it`.
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
 *   values: [[0, 0], [1, 0.865098], [Infinity, Infinity], [-Infinity, NaN]],
 *   kinks: [],
 * });
 */
export function testActivation(activation: Activation, options: ConformanceOptions): void {
  const { describe, it, backends, values, variantValues = {}, surrogateGradient = false } = options;
  const { golden, variantGolden = {}, reflection } = options;
  const documented = Object.keys({ ...variantValues, ...variantGolden });
  const { definition } = activation;
  if (backends.length === 0) throw new Error('testActivation: no backend to test on');

  describe(`activation ${activation.name}`, () => {
    it('is described completely', () => checkDescription(activation, documented));

    for (const backend of ['tensorflow', 'wasm', 'cpu'].filter((name) => !backends.includes(name)))
      it.skip?.(`works on ${backend}, which is not available here`, () => {});

    for (const variant of [undefined, ...Object.keys(activation.variants ?? {})]) {
      const title = variant === undefined ? 'without a config' : `variant ${variant}`;
      const config = variant === undefined ? undefined : activation.variants![variant]!.config;
      const kinks = options.kinks ?? (definition ? kinksOf(definition, config) : [0]);
      const subject: Subject = { layer: activation.layer, config, kinks };
      describe(title, () => {
        if (definition) {
          it('uses what it declares', () => checkDefinition(definition, config));
          it('has derivatives between those of both sides of a kink', () => checkTies(subject));
        }
        if (backends.length > 1) it('agrees on all backends', () => checkAgreement(subject, backends));
        for (const backend of backends) {
          const check = (name: string, body: () => void | Promise<void>) =>
            it(`${name} (${backend})`, async () => {
              await tf.setBackend(backend);
              await body();
            });
          const known = variant === undefined ? values : variantValues[variant];
          if (known)
            check('has the documented values', () => checkValues(subject, known, variant === undefined));
          const numbers = variant === undefined ? golden : variantGolden[variant];
          if (numbers) check('has the golden values', () => checkGolden(subject, numbers));
          if (reflection !== undefined)
            check('and its reflection differ by a line', () => checkReflection(subject, reflection));
          if (definition) check('computes its formula', () => checkFunction(subject));
          if (!surrogateGradient) check('has the gradient of its function', () => checkGradients(subject));
          check('turns NaN into NaN', () => checkNaN(subject));
          check('takes every shape', () => checkShapes(subject));
          check('takes or refuses integers', () => checkIntegers(subject));
          check('is the same after saving and loading', () => checkSerialization(subject));
          check('is random by its key only', () => checkRandomness(subject));
          check('leaves no tensors behind', () => checkMemory(subject));
        }
      });
    }
  });
}
