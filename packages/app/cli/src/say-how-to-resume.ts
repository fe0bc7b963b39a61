import { speak } from './speak.js';
import { stopCode } from './stop-request.js';
import type { CommandSurroundings } from './surroundings.js';

/** After a stop, says that everything is saved and how to resume. */
export function sayHowToResume({ stderr, argv, name, signal, exit }: CommandSurroundings): void {
  speak(stderr, `stopped and saved; to resume:\n  ${[name, ...argv.map(quote)].join(' ')}`);
  exit(stopCode(signal.reason));
}

/** A word quoted for a shell. */
function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  // What must not reach a terminal is written as its code, which $'...' reads.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x1f\x7f-\x9f]/.test(word)) return `$'${escaped(word)}'`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function escaped(word: string): string {
  const special = /[\\']/g;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const control = /[\x00-\x1f\x7f-\x9f]/g;
  return word
    .replace(special, '\\$&')
    .replace(control, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
