/**
 * The same advice for several foreign names of an option, for `checkOptions`.
 *
 * @example
 * forNames(['alpha', 'a'], renamed('negativeScale')); // { alpha: renamed('negativeScale'), a: renamed('negativeScale') }
 */
export function forNames<Advice>(names: readonly string[], advice: Advice): Readonly<Record<string, Advice>> {
  return Object.fromEntries(names.map((name) => [name, advice]));
}
