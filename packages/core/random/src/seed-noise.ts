import { isStochastic } from './noise.js';
import { streamOf } from './stream-of.js';

/**
 * Decides what the stochastic ones of some layers draw in the next forward pass: each gets the stream of its
 * own name. Called before every training step, it makes a run depend on nothing but its seed, and two runs
 * with the same seed draw the same numbers wherever their layers have the same name and shape.
 *
 * @example
 * seedNoise(model.layers, { seed: 1, step });
 */
export function seedNoise(
  layers: Iterable<{ readonly name: string }>,
  { seed, step }: { seed: number; step: number },
): void {
  for (const layer of layers) {
    if (isStochastic(layer)) layer.noise = { seed, stream: streamOf(layer.name), step };
  }
}
