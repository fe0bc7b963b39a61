import {
  anything,
  checkOptions as checkNames,
  finiteNumber,
  optional,
  randomSeed,
  wholeNumber,
} from '@rectified/errors';

/** The number of images, the seed, and the difficulty. */
export interface SyntheticOptions {
  /** Training images, over all training files. A multiple of 5 for CIFAR-10, which has five files. */
  readonly train: number;
  /** Test images. */
  readonly test: number;
  /** The same seed gives the same bytes; a larger number of images starts with the smaller one's. */
  readonly seed: number;
  /**
   * Difficulty, from 0 to 1: how far colors, sizes and angles stray from their class, how faint figures may be, how strong
   * the grain is. Default: 0.5, where a nearest-mean-color classifier is wrong for half the images of ten classes, and one that
   * also uses texture for a tenth.
   */
  readonly noise?: number;
}

/** The options with defaults; throws an `InputError` for an invalid one. */
export function checkOptions(options: SyntheticOptions, trainFiles: number): Required<SyntheticOptions> {
  const count = wholeNumber({ from: 1 });
  const {
    train,
    test,
    seed,
    noise = 0.5,
  } = checkNames('generated images', options as SyntheticOptions & { classes?: unknown }, {
    train: {
      expected:
        trainFiles === 1
          ? count.expected
          : `a multiple of ${trainFiles} (one part for each file), from ${trainFiles} on`,
      fits: (value: unknown) => count.fits(value) && (value as number) % trainFiles === 0,
    },
    test: count,
    seed: randomSeed,
    noise: optional(finiteNumber({ from: 0, to: 1 })),
    classes: anything, // of those that have classes to name
  });
  return { train, test, seed, noise };
}
