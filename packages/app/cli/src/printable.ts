/**
 * Makes text safe for a terminal: control characters, which could move the cursor, change colors or hide what follows,
 * are shown as their code (`\u001b`), and so are those that change the writing direction. Line breaks and tabs stay.
 * JSON stays the same document.
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSAFE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;
