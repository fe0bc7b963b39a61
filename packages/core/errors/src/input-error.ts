/** What people need to know to correct their input. */
export interface InputErrorDetails {
  /** What is wrong, as a sentence without its full stop: `truncated batch file`. */
  what: string;
  /** What would have been right: `10,000 records of 3,073 bytes (30,730,000 bytes)`. */
  expected?: string;
  /** What was there instead: `30,000,000 bytes`. */
  got?: string;
  /** The file or folder at fault. */
  file?: string;
  /** What to do now: ``download it again: `npx @rectified/cli datasets fetch cifar10` ``. */
  remedy?: string;
  /** The error underneath, if there is one. */
  cause?: unknown;
}

/**
 * An input that cannot be used: a file, an option, a configuration. Its message says what is wrong, what was
 * expected, what it got, where, and what to do. Programs should print only `message` and exit with `exitCode`.
 *
 * @example
 * throw new InputError({ what: 'truncated batch file', file, expected: '30,730,000 bytes', got: '12 bytes', remedy: 'download it again' });
 */
export class InputError extends Error {
  override name = 'InputError';
  readonly exitCode = 2;
  readonly details: InputErrorDetails;

  constructor(details: InputErrorDetails) {
    const { what, expected, got, file, remedy, cause } = details;
    const facts = [expected && `expected ${expected}`, got && `got ${got}`].filter(Boolean).join(', ');
    const head = file === undefined ? what : `${file}: ${what}`;
    super([head + (facts && `: ${facts}`), remedy].filter(Boolean).join('. '), { cause });
    this.details = details;
  }
}

/**
 * Returns whether `error` is an {@link InputError}, including one made by another copy of this package (ESM beside CommonJS),
 * for which `instanceof` returns false.
 */
export function isInputError(error: unknown): error is InputError {
  return error instanceof Error && (error as Partial<InputError>).exitCode === 2 && 'details' in error;
}
