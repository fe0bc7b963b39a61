import { heFanIn } from './he.js';
import type { Initializer, SeedArgs } from './seeded-initializer.js';

/**
 * Initial weights that keep the variance of signals if the activation does, as SELU does.
 *
 *     N(0, 1 / sqrt(inputs * window))
 *
 * LeCun, Bottou, Orr, Müller: Efficient BackProp (1998), section 4.6; {@link heFanIn} with a gain of 1. tfjs's `leCunNormal` truncates
 * the tails at two deviations; this does not.
 *
 * @example
 * lecunNormal({ seed: 1, stream: streamOf('fc1/kernel') });
 */
export function lecunNormal(args: SeedArgs = {}): Initializer {
  return heFanIn({ ...args, gain: 1 });
}
