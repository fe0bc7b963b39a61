import { uniform } from '@rectified/random';

/** Random numbers in [0, 1) that depend only on the seed. */
export function random(seed: number): () => number {
  let step = 0;
  return () => uniform(1, { seed, stream: 1, step: step++ })[0]!;
}
