import {
  type Checks,
  callable,
  either,
  imageShape,
  oneOf,
  optional,
  randomSeed,
  wholeNumber,
} from '@rectified/errors';
import type { ArchitectureOptions } from './architecture-options.js';
import { initializationOption, widthOption } from './common-options.js';
import { heads } from './with-head.js';

/** The checks for the options of every network. */
export const commonChecks = {
  classes: wholeNumber({ from: 1 }),
  activation: callable('a function that makes a layer, such as () => new ReLU()'),
  seed: optional(randomSeed),
  width: optional(widthOption.check),
  initialization: optional(
    either(initializationOption.check, callable('a function from a layer to its initializer')),
  ),
  head: optional(oneOf(...heads)),
  shape: optional(imageShape),
} satisfies Checks<ArchitectureOptions>;
