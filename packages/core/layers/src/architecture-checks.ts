import {
  type Checks,
  callable,
  either,
  finiteNumber,
  imageShape,
  oneOf,
  optional,
  randomSeed,
  wholeNumber,
} from '@rectified/errors';
import type { ArchitectureOptions } from './architecture-options.js';
import { makesLayers } from './checks.js';
import { initializations } from './initializers/initializations.js';

/** What the options can be that every architecture has. */
export const architectureChecks = {
  classes: wholeNumber({ from: 1 }),
  activation: makesLayers,
  seed: optional(randomSeed),
  width: optional(finiteNumber({ above: 0 })),
  initialization: optional(
    either(
      oneOf('authors', ...Object.keys(initializations)),
      callable('a function from a layer to its initializer'),
    ),
  ),
  shape: optional(imageShape),
} satisfies Checks<ArchitectureOptions>;
