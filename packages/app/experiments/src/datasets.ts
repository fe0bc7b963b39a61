import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { cifar10, cifar100, cifar100Coarse } from '@rectified/cifar';
import type { DatasetDescription, FetchOptions } from '@rectified/dataset';
import { InputError, unknownName } from '@rectified/errors';

/** Every data set that an experiment can name. */
export const datasets: readonly DatasetDescription[] = [cifar10, cifar100, cifar100Coarse];

/** The data set called `name`; an unknown name is an `InputError` with the nearest known one. */
export function findDataset(name: string): DatasetDescription {
  const found = datasets.find((dataset) => dataset.name === name);
  if (found === undefined)
    throw unknownName(
      'data set',
      name,
      datasets.map((dataset) => dataset.name),
    );
  return found;
}

/**
 * Where a data set lies when nobody says otherwise: its usual folder in `data` of `$RECTIFIED_CACHE`,
 * `$XDG_CACHE_HOME/rectified` or `~/.cache/rectified`.
 */
export function usualFolder({ folder }: DatasetDescription): string {
  const { RECTIFIED_CACHE, XDG_CACHE_HOME } = process.env;
  const cache = RECTIFIED_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'rectified');
  return join(cache, 'data', folder);
}

/**
 * The folder to open a data set from: `data` where it is given, else the usual one. Generated images are
 * generated when they are not there yet; others are an `InputError` that says how to get them.
 */
export async function provideData(
  description: DatasetDescription,
  { data, ...options }: { data?: string } & FetchOptions = {},
): Promise<string> {
  if (data !== undefined) return resolve(data);
  const folder = usualFolder(description);
  if (description.files.every((file) => existsSync(join(folder, file)))) return folder;
  if (description.name.startsWith('synthetic')) return description.fetch!(folder, options);
  throw new InputError({
    what: `${description.title} is not there`,
    file: folder,
    remedy: `Name its folder (--data DIR), or get it: ${description.fetch ? `rectified datasets fetch ${description.name}` : description.source}`,
  });
}
