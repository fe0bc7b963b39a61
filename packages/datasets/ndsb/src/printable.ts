/**
 * A file's name as it can be written to a terminal: control characters, and those that turn the direction of writing, as
 * `\u001b` instead of obeyed.
 */
export function printable(text: string): string {
  return text.replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Whether a name has no character that {@link printable} would replace. */
export const isPrintable = (text: string): boolean => printable(text) === text;

const unprintable = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;
