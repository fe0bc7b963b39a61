import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@rectified/errors';

type Config = Readonly<Record<string, unknown>>;

/**
 * Throws an `InputError` that shows the difference, unless what a folder recorded is what is wanted now. `data`
 * and `splitFile` may differ: the same images, and the same list of them, can lie elsewhere.
 */
export function checkSameConfig(folder: string, recorded: Config, wanted: Config): void {
  // By way of JSON, as the recorded one: without undefined values.
  const now: Config = JSON.parse(JSON.stringify(wanted));
  const keys = [...new Set([...Object.keys(recorded), ...Object.keys(now)])];
  const different = keys.filter(
    (key) => key !== 'data' && key !== 'splitFile' && !isDeepStrictEqual(recorded[key], now[key]),
  );
  if (different.length === 0) return;
  const list = (config: Config) =>
    different.map((key) => `${key} ${JSON.stringify(config[key]) ?? 'absent'}`).join(', ');
  throw new InputError({
    what: 'the folder holds another experiment',
    file: folder,
    expected: list(recorded),
    got: list(now),
    remedy: 'Choose another folder, or the same options',
  });
}
