import { checkSize } from './check-size.js';
import { integers } from './integers.js';
import type { NoiseKey } from './noise.js';

/**
 * The numbers 0 .. size - 1 in random order, every order equally likely (Fisher and Yates, in Durstenfeld's form,
 * doi:10.1145/364520.364540).
 *
 * @example
 * permutation(50_000, { seed: 1, stream: streamOf('order'), step: epoch });
 */
export function permutation(size: number, key: NoiseKey): Uint32Array {
  const order = Uint32Array.from({ length: checkSize(size) }, (_, i) => i);
  const next = integers(key);
  for (let i = size - 1; i > 0; i--) {
    const j = next(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}
