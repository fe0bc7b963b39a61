import type { ParameterUpdate } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import { defaultGroups, type VariableGroup } from './sgd.js';

/** A variable's multiples of the learning rate and of the decay. */
export interface VariableFactors {
  readonly rate: number;
  readonly decay: number;
}

/**
 * The factors of every variable: from {@link defaultGroups}, from what its layer declares (`own`, in the order of the
 * names), and from `groups`; for each factor, the last one that has it wins. A pattern in `groups` that matches nothing
 * is an InputError, because it was mistyped.
 */
export function variableFactors(
  names: readonly string[],
  groups: readonly VariableGroup[],
  own: readonly (ParameterUpdate | undefined)[] = [],
): VariableFactors[] {
  for (const { match } of groups)
    if (!names.some(matches(match)))
      throw new InputError({
        what: `no variable matches the pattern "${match}" of an optimizer group`,
        expected: `some of ${names.join(', ')}`,
      });
  return names.map((name, at) => {
    const matching = (some: readonly VariableGroup[]) => some.filter(({ match }) => matches(match)(name));
    const mine = [...matching(defaultGroups), own[at] ?? {}, ...matching(groups)];
    return {
      rate: mine.findLast(({ rateFactor }) => rateFactor !== undefined)?.rateFactor ?? 1,
      decay: mine.findLast(({ decayFactor }) => decayFactor !== undefined)?.decayFactor ?? 1,
    };
  });
}

function matches(pattern: string): (name: string) => boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const expression = new RegExp(`^${literal.join('.*')}$`);
  return (name) => expression.test(name);
}
