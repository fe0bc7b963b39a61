import { quoteForShell } from '@rectified/system';
import { speak } from './speak.js';
import { stopCode } from './stop-request.js';
import type { CommandSurroundings } from './surroundings.js';

/** After a stop, says that everything is saved and how to resume. */
export function sayHowToResume({ stderr, argv, name, signal, exit }: CommandSurroundings): void {
  speak(stderr, `stopped and saved; to resume:\n  ${[name, ...argv.map(quoteForShell)].join(' ')}`);
  exit(stopCode(signal.reason));
}
