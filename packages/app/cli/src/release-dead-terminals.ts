import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

const STANDARD = [0, 1, 2];

/**
 * When the process ends, closes those of its standard streams whose terminal has gone away meanwhile. Node would try to
 * give such a terminal its settings back, and abort when it cannot.
 */
export function releaseDeadTerminals(): void {
  const terminals = STANDARD.filter(isatty);
  process.on('exit', () => {
    for (const descriptor of terminals) if (!isatty(descriptor)) closeSync(descriptor);
  });
}
