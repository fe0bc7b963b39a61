import { distance } from 'fastest-levenshtein';

/**
 * The known name nearest to a mistyped one by edit distance, or `undefined` when none is near
 * (more than half of its letters would have to change).
 *
 * @example
 * nearest('rrelo', ['relu', 'rrelu', 'prelu']); // => 'rrelu'
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < least && edits <= candidate.length / 2) {
      best = candidate;
      least = edits;
    }
  }
  return best;
}
