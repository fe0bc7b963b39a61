import type { Check } from './check.js';

/** An option of something that is chosen by name: its check, its default and its effect. */
export interface DescribedOption<Value = unknown> {
  readonly check: Check;
  /** Absent if leaving the option out has its own meaning, which `help` explains. */
  readonly default?: Value;
  /** One line for people: `share of activations that dropout sets to 0 in training`. */
  readonly help: string;
}

/** Options by name. */
export type DescribedOptions = Readonly<Record<string, DescribedOption>>;
