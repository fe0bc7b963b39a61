import { chanceFrom } from '@rectified/metrics';
import { whatHelps } from './dead-network-error.js';
import type { Training } from './training.js';

/** A message about a run that ended without having learned anything; undefined for any other. */
export function noBetterThanGuessing({ options, state }: Training): string | undefined {
  const { guessing, data } = options;
  const { test } = state.final ?? {};
  if (guessing === undefined || test === undefined || data.test === undefined) return undefined;
  const { measure, value } = guessing;
  if (test[measure] < chanceFrom(guessing, data.test.size)) return undefined;
  const text = (one: number) => (measure === 'error' ? `${(100 * one).toFixed(2)} %` : one.toFixed(4));
  return `No better than guessing: the test ${measure} is ${text(test[measure])}, and guessing gives ${text(value)}. Nothing was learned. ${whatHelps}`;
}
