/** What a value must be: as words for a person, and as a question to the value. */
export interface Check {
  /** Follows "expected": `a whole number from 1`. */
  readonly expected: string;
  fits(value: unknown): boolean;
  /** Whether it may be absent. */
  readonly optional?: boolean;
  /** The names that fit, where names are asked for: the nearest one is suggested. */
  readonly names?: readonly string[];
}
