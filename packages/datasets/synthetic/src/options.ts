import { checkOptions as checkNames, InputError } from '@rectified/errors';

/** How many images to generate, which, and how hard they are. */
export interface SyntheticOptions {
  /** Images to train on, over all training files. A multiple of 5 for CIFAR-10, which has five files. */
  readonly train: number;
  /** Images to test on. */
  readonly test: number;
  /** The same seed gives the same bytes; more images begin with fewer. */
  readonly seed: number;
  /**
   * Difficulty, 0 .. 1: how far colors, sizes and angles stray from their class, how faint figures may be, how strong
   * the grain is. Default: 0.5, where the nearest mean color is wrong for half the images of ten classes, and color
   * with texture for a tenth.
   */
  readonly noise?: number;
}

/** The options with defaults; throws `InputError` for one that cannot be. */
export function checkOptions(options: SyntheticOptions, trainFiles: number): Required<SyntheticOptions> {
  const {
    train,
    test,
    seed,
    noise = 0.5,
  } = checkNames('generated images', options, ['train', 'test', 'seed', 'noise', 'classes']);
  const check = (what: string, value: number, good: boolean, expected: string) => {
    if (!good) throw new InputError({ what: `bad ${what}`, expected, got: String(value) });
  };
  const multiple = trainFiles === 1 ? '' : `a multiple of ${trainFiles} (one part for each file), `;
  check(
    'number of training images',
    train,
    isCount(train) && train % trainFiles === 0,
    `${multiple}at least 1`,
  );
  check('number of test images', test, isCount(test), 'an integer of at least 1');
  check('seed', seed, Number.isSafeInteger(seed) && seed >= 0, 'an integer of at least 0');
  check('noise', noise, noise >= 0 && noise <= 1, 'a number in 0 .. 1');
  return { train, test, seed, noise };
}

const isCount = (value: number) => Number.isSafeInteger(value) && value >= 1;
