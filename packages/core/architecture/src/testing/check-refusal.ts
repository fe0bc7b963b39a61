import assert from 'node:assert/strict';
import { isInputError } from '@rectified/errors';

/** Throws an InputError that says `message`. */
export function checkRefusal(build: () => unknown, message: string): void {
  let refused: unknown;
  try {
    build();
  } catch (error) {
    refused = error;
  }
  assert.ok(refused !== undefined, `expected an InputError with "${message}", got a model`);
  assert.ok(isInputError(refused), `expected an InputError, got ${refused}`);
  assert.ok(refused.message.includes(message), `expected "${message}", got "${refused.message}"`);
}
