import type { ListedOption } from '@rectified/experiments';

/** One line per option: `  dropout=0.5: a number of at least 0 and below 1; share of activations that dropout sets to 0`. */
export function describeOptions(options: readonly ListedOption[]): string[] {
  return options.map(({ name, expected, default: value, help }) => {
    const usual = value === undefined ? name : `${name}=${value}`;
    return `  ${usual}: ${expected}; ${help}`;
  });
}
