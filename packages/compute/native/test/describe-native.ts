import { describe } from 'vitest';
import { native } from './native.js';

/** Tests that need the kernels. Without tfjs-node or a compiler nothing can be checked; the report then says why. */
export function describeNative(name: string, body: () => void): void {
  if (native.loaded) describe(name, body);
  else describe.skip(`${name}: ${native.reason}`, body);
}
