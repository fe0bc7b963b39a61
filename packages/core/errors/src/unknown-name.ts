import { InputError } from './input-error.js';
import { meantName } from './nearest.js';
import { shown } from './shown.js';

/**
 * The error for an unknown name. It suggests the nearest known one.
 *
 * @example
 * throw unknownName('activation', 'rrelo', ['relu', 'rrelu']); // unknown activation "rrelo": expected relu or rrelu. Did you mean "rrelu"?
 */
export function unknownName(kind: string, name: unknown, known: readonly string[]): InputError {
  return new InputError({
    what: `unknown ${kind} ${typeof name === 'string' ? `"${name}"` : shown(name)}`,
    expected: new Intl.ListFormat('en', { type: 'disjunction' }).format(known),
    remedy: typeof name === 'string' ? meantName(name, known) : undefined,
  });
}
