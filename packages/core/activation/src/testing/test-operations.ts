import * as tf from '@tensorflow/tfjs-core';
import { type Apply, computeOperation, errorOf } from './check-operation.js';
import { operationCases } from './operation-cases.js';
import { demand } from './subject.js';

/** Options of {@link testOperations}. */
export interface OperationsOptions {
  /** The test runner's: vitest's, jest's or `node:test`'s. */
  describe: (name: string, body: () => void) => unknown;
  it: (name: string, body: () => void | Promise<void>) => unknown;
  /** Registered tfjs backends to test on. */
  backends: readonly string[];
  /** How functions are applied. Default: `compute`, with the backend's operations. */
  apply?: Apply;
  /** Tolerances of single operations that differ from 5: `{ 'sin(x)': 40 }`. */
  units?: Readonly<Record<string, number>>;
}

/** Tolerance for activations, in units of 2^-24 of the value or of 1. */
const promise = 5;

/**
 * Tests a tfjs backend, or your own kernel: every operation of the expression language and its derivatives with respect to every
 * argument, against values computed by mpmath with 60 digits, at denormal, tiny, large and huge numbers, zeros of both signs,
 * ties, neighbors, infinities and NaN. Errors may be at most 5 * 2^-24 of the true value or of 1. A device may treat denormal
 * arguments as 0; signs of zeros are not tested.
 *
 * @example
 * testOperations({ describe, it, backends: await loadBackends() });
 */
export function testOperations({ describe, it, backends, apply, units = {} }: OperationsOptions): void {
  if (backends.length === 0) throw new Error('testOperations: no backend to test on');
  describe('operations of formulas', () => {
    for (const backend of backends)
      for (const each of operationCases())
        it(`${each.name} (${backend})`, async () => {
          await tf.setBackend(backend);
          const error = errorOf(each, computeOperation(each, apply));
          const allowed = units[each.name] ?? promise;
          demand(
            error.units <= allowed,
            `${error.at}, ${error.units.toPrecision(3)} * 2^-24 of it or of 1 away`,
          );
        });
  });
}
