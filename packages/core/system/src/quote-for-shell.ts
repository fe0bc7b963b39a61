/** Control characters, and those that break a line or change the writing direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** A word as a POSIX shell must be given it, so that nothing in it is expanded; a plain word stays as it is. */
export function quoteForShell(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  // What must not reach a terminal is written as its code, which $'...' reads.
  if (UNSAFE.test(word)) return `$'${escaped(word)}'`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function escaped(word: string): string {
  return word
    .replace(/[\\']/g, '\\$&')
    .replace(
      new RegExp(UNSAFE, 'g'),
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
