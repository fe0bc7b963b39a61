/** What a value must be: as words for a person, and as a question to the value. */
export interface Check {
  /** Follows "expected": `a whole number from 1`. */
  readonly expected: string;
  fits(value: unknown): boolean;
  /** Whether it may be absent. */
  readonly optional?: boolean;
  /** What to do about a value that does not fit, where there is something to say. */
  remedy?(value: unknown): string | undefined;
}
