/** What a value must be: as words for a message, and as a predicate. */
export interface Check {
  /** Follows "expected": `a whole number from 1`. */
  readonly expected: string;
  fits(value: unknown): boolean;
  /** Whether it may be absent. */
  readonly optional?: boolean;
  /** What to do about a value that does not fit, if there is anything to say. */
  remedy?(value: unknown): string | undefined;
}
