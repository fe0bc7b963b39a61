import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The Chromium named by `RECTIFIED_CHROMIUM`, or one on the search path. If there is none, it says so in one line. */
export function findChromium(): string | undefined {
  const { RECTIFIED_CHROMIUM, PATH = '' } = process.env;
  const found =
    RECTIFIED_CHROMIUM ??
    PATH.split(delimiter)
      .flatMap((folder) => names.map((name) => join(folder, name)))
      .find(isExecutable);
  if (found === undefined)
    console.log(
      'The tests in a browser are skipped: no Chromium on the path (Debian: apt-get install chromium).',
    );
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
