import type { CommandSurroundings } from './main.js';

/** After Ctrl-C: everything is saved, and the same command goes on. */
export function sayHowToGoOn({ stderr, argv, exit }: CommandSurroundings): void {
  stderr.write(`stopped and saved; to go on:\n  rectified ${argv.map(quote).join(' ')}\n`);
  exit(130);
}

/** For a shell to read. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
