import { InputError } from '@rectified/errors';
import type { ExperimentConfig } from './experiment-config.js';

const settings = ['backend', 'kernels', 'engine'] as const;
type Computing = Pick<ExperimentConfig, (typeof settings)[number]>;

/**
 * What a folder's runs are computed by: what is recorded, also where nothing or `auto` is asked for now. Throws an `InputError` where
 * another is asked for by name, whether runs have ended or not.
 */
export function keptComputing(
  folder: string,
  recorded: Partial<Readonly<Record<keyof Computing, string>>>,
  asked: Computing,
): Computing {
  const kept: Partial<Record<keyof Computing, string>> = { ...asked };
  for (const setting of settings) {
    const [before, now] = [recorded[setting], asked[setting]];
    if (isOpen(before)) continue;
    kept[setting] = before;
    if (isOpen(now) || now === before) continue;
    throw new InputError({
      what: `it was started with ${setting === 'kernels' ? 'other' : 'another'} ${setting} and would continue with different numbers`,
      file: folder,
      expected: before,
      got: now,
      remedy: `Leave \`--${setting}\` out to keep its own, or start anew in another folder`,
    });
  }
  return kept as Computing;
}

const isOpen = (value: string | undefined) => value === undefined || value === 'auto';
