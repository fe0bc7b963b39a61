import { checkValue, having } from '@rectified/errors';
import { changedCode } from './changed-code.js';
import type { RunIdentity } from './records.js';

/** The kinds of code that a run may be made of, in the order in which they are reported. */
export const kindsOfCode = ['activation', 'architecture', 'dataset'] as const;

const made = having('{ train, test }, as in run.json', 'train', 'test');

/** A difference between what two runs were made of. */
export type IdentityDifference =
  | { readonly part: (typeof kindsOfCode)[number] /** Which files, for people. */; readonly what: string }
  | { readonly part: 'train' | 'test' };

/**
 * The first difference between two runs' code and images; undefined if there is none.
 * If their settings ({@link differentSettings}) are also the same, two runs are the same experiment.
 */
export function identityDifference(one: RunIdentity, other: RunIdentity): IdentityDifference | undefined {
  for (const identity of [one, other]) checkValue('what a run was made of', identity, made);
  for (const part of kindsOfCode) {
    const what = changedCode(one[part], other[part]);
    if (what !== undefined) return { part, what };
  }
  const part = (['train', 'test'] as const).find((part) => one[part].sha256 !== other[part].sha256);
  return part && { part };
}
