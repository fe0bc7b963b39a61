import { checkOptions, checkValue, randomSeed, wholeNumber } from '@rectified/errors';
import { isStochastic } from './noise.js';
import { streamOf } from './stream-of.js';

const word = wholeNumber({ to: 2 ** 32 - 1 });
const iterable = {
  expected: 'a list of layers, such as model.layers',
  fits: (value: unknown) => typeof value === 'object' && value !== null && Symbol.iterator in value,
};

/**
 * Determines what the stochastic layers among `layers` draw in the next forward pass: each gets the stream of its
 * own name. If it is called before every training step, a run depends only on its seed, and two runs
 * with the same seed draw the same numbers wherever their layers have the same name and shape.
 *
 * @example
 * seedNoise(model.layers, { seed: 1, step });
 */
export function seedNoise(
  layers: Iterable<{ readonly name: string }>,
  moment: { seed: number; step: number },
): void {
  checkValue('layers', layers, iterable);
  const { seed, step } = checkOptions('seedNoise', moment, { seed: randomSeed, step: word });
  for (const layer of layers) {
    if (isStochastic(layer)) layer.noise = { seed, stream: streamOf(layer.name), step };
  }
}
