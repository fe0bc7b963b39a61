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
import { checkOptionsKept, checkRefusal } from './check-options.js';
import { checkRandomness } from './check-randomness.js';
import { checkReflection } from './check-reflection.js';
import { checkSerialization } from './check-serialization.js';
import { checkShapes } from './check-shapes.js';
import { checkTies } from './check-ties.js';
import { checkValues, type Values } from './check-values.js';
import { kinksOf } from './kinks-of.js';
import type { Subject } from './subject.js';

/** Expectations of an activation besides its description. */
export interface CheckOptions {
  /** Registered tfjs backends to test on, as returned by `loadBackends()` of `@rectified/backend`. */
  readonly backends: readonly string[];
  /** Documented values y(x) in inference, without a config. x must include 0, Infinity and -Infinity. */
  readonly values?: Values;
  /** The same for variants: `{ '100': [[-1, -0.01]] }`. */
  readonly variantValues?: Readonly<Record<string, Values>>;
  /** Options other than the defaults, which a layer must keep as properties and in its config. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Options that a layer must refuse, each with a part of the message. */
  readonly refusals?: readonly (readonly [options: unknown, message: string])[];
  /** Inputs, outputs and slopes from a source other than this code, without a config. */
  readonly golden?: Golden;
  /** The same for variants. */
  readonly variantGolden?: Readonly<Record<string, Golden>>;
  /** c, if f(x) - f(-x) = c x in every variant: 1 for Swish, GELU and Softplus. */
  readonly reflection?: number;
  /** Points where the function is not differentiable, avoided by finite differences. Default: the formula's kinks, or 0. */
  readonly kinks?: readonly number[];
  /** Whether the gradient intentionally differs from the function's, so that it is not compared with finite differences. */
  readonly surrogateGradient?: boolean;
}

/** One check of an activation. */
export interface Check {
  /** For example `has the gradient of its function`. */
  readonly name: string;
  /** The checked variant; '' is the default configuration. Absent for checks of the description. */
  readonly variant?: string;
  /** The backend that computes. Absent if none or all do. */
  readonly backend?: string;
  /** Throws a plain `Error` that describes the fault. */
  run(): Promise<void>;
}

/**
 * Checks of an activation against the contract {@link Activation}, for any runner. Run them one after the other, since tfjs has a
 * single current backend. {@link testActivation} turns them into tests.
 *
 * @example
 * for (const { name, run } of conformanceChecks(mish, { backends: ['cpu'] }))
 *   await run().catch((error) => console.error(`${name}: ${error.message}`));
 */
export function conformanceChecks(activation: Activation, options: CheckOptions): Check[] {
  const { backends, values, variantValues = {}, golden, variantGolden = {}, reflection } = options;
  const { surrogateGradient = false } = options;
  const { definition } = activation;
  const checks: Check[] = [];
  const add = (check: Omit<Check, 'run'>, body: () => void | Promise<void>) =>
    checks.push({ ...check, run: async () => body() });
  add({ name: 'is described completely' }, () =>
    checkDescription(activation, Object.keys({ ...variantValues, ...variantGolden })),
  );
  const { options: own, refusals = [] } = options;
  if (own)
    add({ name: 'keeps its options, also in its config' }, () => checkOptionsKept(activation.layer, own));
  for (const [refused, message] of refusals)
    add({ name: `refuses ${JSON.stringify(refused)}` }, () =>
      checkRefusal(activation.layer, refused, message),
    );

  for (const variant of ['', ...Object.keys(activation.variants ?? {})]) {
    const config = activation.variants?.[variant]?.config;
    const kinks = options.kinks ?? (definition ? kinksOf(definition, config) : [0]);
    const subject: Subject = { layer: activation.layer, config, kinks };
    if (definition) {
      add({ name: 'uses what it declares', variant }, () => checkDefinition(definition, config));
      add({ name: 'has derivatives between those of both sides of a kink', variant }, () =>
        checkTies(subject),
      );
    }
    if (backends.length > 1)
      add({ name: 'agrees on all backends', variant }, () => checkAgreement(subject, backends));
    for (const backend of backends) {
      const on = (name: string, body: () => void | Promise<void>) =>
        add({ name, variant, backend }, async () => {
          await tf.setBackend(backend);
          await body();
        });
      const known = variant === '' ? values : variantValues[variant];
      if (known) on('has the documented values', () => checkValues(subject, known, variant === ''));
      const rows = variant === '' ? golden : variantGolden[variant];
      if (rows) on('has the golden values', () => checkGolden(subject, rows));
      if (reflection !== undefined)
        on('and its reflection differ by a line', () => checkReflection(subject, reflection));
      if (definition) on('computes its formula', () => checkFunction(subject));
      if (!surrogateGradient) on('has the gradient of its function', () => checkGradients(subject));
      on('turns NaN into NaN', () => checkNaN(subject));
      on('takes every shape', () => checkShapes(subject));
      on('takes or refuses integers', () => checkIntegers(subject));
      on('is the same after saving and loading', () => checkSerialization(subject));
      on('is random by its key only', () => checkRandomness(subject));
      on('leaves no tensors behind', () => checkMemory(subject));
    }
  }
  return checks;
}
