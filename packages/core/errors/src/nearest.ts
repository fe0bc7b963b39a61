/**
 * Returns the known name nearest to a mistyped one by edit distance, or `undefined` if none is near
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

/** `Did you mean "rrelu"?` if a known name is near. */
export function meantName(name: string, known: Iterable<string>): string | undefined {
  const near = nearest(name, known);
  return near && `Did you mean "${near}"?`;
}

/**
 * How many letters must be inserted, deleted or replaced to turn one word into the other (Levenshtein). It is written here because
 * every bundle that checks an option contains it, and a library for long texts is four times as large.
 */
function distance(from: string, to: string): number {
  // Of the first letters of `from` to every beginning of `to`.
  let edits = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const letter of from) {
    const before = edits;
    edits = [before[0]! + 1];
    for (let i = 0; i < to.length; i++)
      edits.push(Math.min(before[i]! + Number(letter !== to[i]), before[i + 1]! + 1, edits[i]! + 1));
  }
  return edits[to.length]!;
}
