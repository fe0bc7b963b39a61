import type { Check } from './check.js';

/** An option of something that is chosen by name: what it may be, what it is where nothing is said, and what it does. */
export interface DescribedOption<Value = unknown> {
  readonly check: Check;
  /** Absent if nothing said means something of its own, which `help` says. */
  readonly default?: Value;
  /** One line for people: `share of activations that dropout sets to 0 in training`. */
  readonly help: string;
}

/** Options by name. */
export type DescribedOptions = Readonly<Record<string, DescribedOption>>;
