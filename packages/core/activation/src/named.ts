import type { Sym } from '@rectified/expression';

/** Values by the names of symbols, in their order. */
export const named = <T>(symbols: readonly Sym[], values: readonly T[]): Readonly<Record<string, T>> =>
  Object.fromEntries(symbols.map(({ name }, index) => [name, values[index]!]));
