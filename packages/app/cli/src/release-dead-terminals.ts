import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

const STANDARD = [0, 1, 2];

/**
 * When the process ends, closes its standard streams whose terminal has gone away. Otherwise Node would try to
 * restore such a terminal's settings, and abort when it cannot.
 */
export function releaseDeadTerminals(): void {
  const terminals = STANDARD.filter(isatty);
  process.on('exit', () => {
    for (const descriptor of terminals) if (!isatty(descriptor)) closeSync(descriptor);
  });
}
