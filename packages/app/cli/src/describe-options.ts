import type { ListedOption } from '@rectified/experiments';

/** A line for each option: `  dropout=0.5: a number from 0 to below 1; share of activations that dropout sets to 0`. */
export function describeOptions(options: readonly ListedOption[]): string[] {
  return options.map(({ name, expected, default: value, help }) => {
    const usual = value === undefined ? name : `${name}=${value}`;
    return `  ${usual}: ${expected}; ${help}`;
  });
}
