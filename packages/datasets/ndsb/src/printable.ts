/**
 * A file's name in a form that is safe for a terminal: control characters, and those that change the writing direction, are shown as
 * `\u001b`.
 */
export function printable(text: string): string {
  return text.replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Returns whether a name has no character that {@link printable} would replace. */
export const isPrintable = (text: string): boolean => printable(text) === text;

const unprintable = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;
