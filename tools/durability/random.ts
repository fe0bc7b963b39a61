import { uniform } from '@rectified/random';

/** Numbers in [0, 1) that depend on the seed alone. */
export function random(seed: number): () => number {
  let step = 0;
  return () => uniform(1, { seed, stream: 1, step: step++ })[0]!;
}
