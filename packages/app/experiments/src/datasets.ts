import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cifar10, cifar100, cifar100Coarse } from '@rectified/cifar';
import type { DatasetDescription, FetchOptions } from '@rectified/dataset';
import { InputError, unknownName } from '@rectified/errors';
import { ndsb, ndsbClasses } from '@rectified/ndsb';
import { type SyntheticOptions, writeSyntheticCifar10, writeSyntheticCifar100 } from '@rectified/synthetic';
import { cacheFolder, makeFolder } from '@rectified/system';

/** Generated images in the format of a data set: a fifth of its images, generated when they are needed. */
function synthetic(
  real: DatasetDescription,
  write: (folder: string, options: SyntheticOptions) => Promise<string>,
): DatasetDescription {
  const name = `synthetic-${real.name}`;
  const [train, test] = [real.train / 5, real.test / 5];
  return {
    ...real,
    name,
    title: `generated images in the format of ${real.title}`,
    train,
    test,
    folder: name,
    source: 'generated when needed',
    // As easy as that, a narrow network learns much of it within 160 steps (the recipe `demo`).
    fetch: (folder) => write(folder, { train, test, seed: 1, noise: 0.1 }),
  };
}

/** Generated plankton in the layout of the competition: a fifth of its images. */
const syntheticNdsb: DatasetDescription = {
  ...ndsb,
  name: 'synthetic-ndsb',
  title: `generated images in the layout of the ${ndsb.title}`,
  train: 5000,
  test: 1067,
  folder: 'synthetic-ndsb',
  source: 'generated when needed',
  async fetch(folder) {
    const { writeSyntheticNdsb } = await import('@rectified/synthetic/ndsb'); // brings sharp, which takes a while
    return writeSyntheticNdsb(folder, { classes: ndsbClasses, train: 6067, test: 100, seed: 1, noise: 0.1 });
  },
};

/** Every data set that an experiment can name. */
export const datasets: readonly DatasetDescription[] = [
  cifar10,
  cifar100,
  cifar100Coarse,
  ndsb,
  synthetic(cifar10, writeSyntheticCifar10),
  synthetic(cifar100, writeSyntheticCifar100),
  syntheticNdsb,
];

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
  return join(cacheFolder(), 'data', folder);
}

/**
 * The folder to open a data set from: `data` where it is given, else the usual one. Generated images are
 * generated when they are not there yet; others are an `InputError` that says how to get them.
 */
export async function provideData(
  description: DatasetDescription,
  { data, ...options }: { data?: string } & FetchOptions = {},
): Promise<string> {
  const generated = description.name.startsWith('synthetic-');
  const folder = data === undefined ? usualFolder(description) : resolve(data);
  if (!generated && existsSync(join(folder, 'synthetic.json')))
    throw new InputError({
      what: `generated images, not ${description.title}`,
      file: folder,
      remedy: `Call them what they are: synthetic-${description.name}`,
    });
  if (data !== undefined) return folder;
  if (generated) {
    await makeFolder(dirname(folder));
    return description.fetch!(folder, options); // returns at once where they are there
  }
  if (description.files.every((file) => existsSync(join(folder, file)))) return folder;
  throw new InputError({
    what: `${description.title} is not there`,
    file: folder,
    remedy: `Name its folder (--data DIR), or get it: ${description.fetch ? `npx @rectified/cli datasets fetch ${description.name}` : description.source}`,
  });
}
