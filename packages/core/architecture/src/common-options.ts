import { type DescribedOption, finiteNumber, oneOf } from '@rectified/errors';
import { initializationNames } from '@rectified/layers';

/** The option `width` of every network that can be narrower: `--width` sets it. */
export const widthOption = {
  check: finiteNumber({ above: 0, to: 32 }),
  default: 1,
  help: 'channels of the hidden layers relative to the publication',
} satisfies DescribedOption<number>;

/** The option `initialization` of every network whose initial weights can be chosen. */
export const initializationOption = {
  check: oneOf(...initializationNames),
  default: 'authors',
  help: "initial weights: the authors', or by a rule",
} satisfies DescribedOption<string>;

/** Both, for a network that has them besides its own options. */
export const commonOptions = { width: widthOption, initialization: initializationOption } as const;
