import * as tf from '@tensorflow/tfjs-core';
import { type Apply, computeOperation, errorOf } from './check-operation.js';
import { operationCases } from './operation-cases.js';
import { demand } from './subject.js';

/** What {@link testOperations} needs to know. */
export interface OperationsOptions {
  /** The test runner's: vitest's, jest's or `node:test`'s. */
  describe: (name: string, body: () => void) => unknown;
  it: (name: string, body: () => void | Promise<void>) => unknown;
  /** tfjs backends to try, registered already. */
  backends: readonly string[];
  /** How functions are applied there. Default `compute`: composed of the backend's operations. */
  apply?: Apply;
  /** What is promised of single operations where that is another number than 5: `{ 'sin(x)': 40 }`. */
  units?: Readonly<Record<string, number>>;
}

/** What is promised of activations, in units of 2^-24 of the size or of 1. */
const promise = 5;

/**
 * Tests a backend of tfjs, or a kernel of one's own: every operation of the expression language, with its derivatives by
 * every argument, against numbers that mpmath computed with 60 digits, at denormal, tiny, large and huge numbers, zeros of
 * both signs, ties, neighbors, infinities and NaN. Errors are at most 5 * 2^-24 of the true size or of 1. A device may take denormal
 * arguments for 0; of the sign of a zero nothing is promised.
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
