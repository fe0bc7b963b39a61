/**
 * Returns the known name nearest to a mistyped one by edit distance, or `undefined` if none is near
 * (more than half of its letters would have to change).
 *
 * @example
 * nearest('rrelo', ['relu', 'rrelu', 'prelu']); // => 'rrelu'
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const edits = (candidate: string) => distance(name.toLowerCase(), candidate.toLowerCase());
  const near = [...known].filter((candidate) => edits(candidate) <= candidate.length / 2);
  return near.sort((a, b) => edits(a) - edits(b))[0];
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
  const edits = Array.from(`${to}.`, (_, length) => length);
  for (const letter of from) {
    let before = edits[0]!++;
    for (let i = 0; i < to.length; i++) {
      const replaced = before + Number(letter !== to[i]);
      before = edits[i + 1]!;
      edits[i + 1] = Math.min(replaced, before + 1, edits[i]! + 1);
    }
  }
  return edits[to.length]!;
}
