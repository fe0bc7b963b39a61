import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cifar10, cifar100, cifar100Coarse } from '@rectified/cifar';
import type { DatasetDescription, FetchOptions } from '@rectified/dataset';
import { checkFields, fillOptions, InputError } from '@rectified/errors';
import { ndsb, ndsbClasses } from '@rectified/ndsb';
import { type SyntheticOptions, writeSyntheticCifar10, writeSyntheticCifar100 } from '@rectified/synthetic';
import { cacheFolder, makeFolder } from '@rectified/system';
import * as checks from './checks.js';
import { type FoundCode, findCode, type LoadOptions } from './find-code.js';

/** Generated images in the format of a dataset: a fifth of its images, generated when they are needed. */
function synthetic(
  real: DatasetDescription & { readonly train: number; readonly test: number },
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
    license: undefined,
    generated: true,
    // Easy enough for a narrow network to learn most of it within 160 steps (the recipe `demo`).
    fetch: (folder) => write(folder, { train, test, seed: 1, noise: 0.1 }),
  };
}

/** Generated plankton images in the layout of the competition: a fifth of its images. */
const syntheticNdsb: DatasetDescription = {
  ...ndsb,
  name: 'synthetic-ndsb',
  title: `generated images in the layout of the ${ndsb.title}`,
  train: 5000,
  test: 1067,
  folder: 'synthetic-ndsb',
  source: 'generated when needed',
  license: undefined,
  generated: true,
  async fetch(folder) {
    const { writeSyntheticNdsb } = await import('@rectified/synthetic/ndsb'); // loads sharp, which takes a while
    return writeSyntheticNdsb(folder, { classes: ndsbClasses, train: 6067, test: 100, seed: 1, noise: 0.1 });
  },
};

/** Rectified's own datasets. */
export const datasets: readonly DatasetDescription[] = [
  cifar10,
  cifar100,
  cifar100Coarse,
  ndsb,
  synthetic(cifar10, writeSyntheticCifar10),
  synthetic(cifar100, writeSyntheticCifar100),
  syntheticNdsb,
];

/**
 * Loads the dataset `name`: one of {@link datasets}, an npm package (`@someone/birds`) or a file (`./birds.ts`)
 * with a `DatasetDescription` as its default export, which is tried and guarded like an activation.
 *
 * @example
 * (await loadDataset('cifar10')).description.title; // => 'CIFAR-10'
 */
export async function loadDataset(name: string, options: LoadOptions = {}): Promise<FoundCode<'dataset'>> {
  return findCode('dataset', name, { ...options, builtIn: datasets });
}

/** The dataset's own options for `open`, checked. */
export function datasetOptions(
  { name, options = {} }: Pick<DatasetDescription, 'name' | 'options'>,
  given: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return fillOptions(name, given, options);
}

/**
 * The default location of a dataset: its usual folder in `data` of `$RECTIFIED_CACHE`,
 * `$XDG_CACHE_HOME/rectified` or `~/.cache/rectified`.
 */
export function usualFolder(description: Pick<DatasetDescription, 'name' | 'folder'>): string {
  const { name, folder = name } = checkFields('a dataset', description, { name: checks.name });
  return join(cacheFolder(), 'data', folder);
}

/**
 * The folder to open a dataset from: `data` if it is given, otherwise the default. Generated images are
 * generated if they do not exist yet; missing images of other datasets are an `InputError` that says how to get them.
 */
export async function provideData(
  description: DatasetDescription,
  { data, ...options }: { data?: string } & FetchOptions = {},
): Promise<string> {
  const { generated = false, files = [] } = checkFields('a dataset', description, { name: checks.name });
  const folder = data === undefined ? usualFolder(description) : resolve(data);
  if (!generated && existsSync(join(folder, 'synthetic.json')))
    throw new InputError({
      what: `generated images, not ${description.title}`,
      file: folder,
      remedy: `Use their own name: synthetic-${description.name}`,
    });
  if (data !== undefined) return folder;
  if (generated) {
    await makeFolder(dirname(folder));
    return description.fetch!(folder, options); // returns at once where they are there
  }
  if (existsSync(folder) && files.every((file) => existsSync(join(folder, file)))) return folder;
  throw new InputError({
    what: `${description.title} was not found`,
    file: folder,
    remedy: howToGet(description),
  });
}

function howToGet({ name, fetch, source }: DatasetDescription): string {
  const way = fetch ? `npx @rectified/cli datasets fetch ${name}` : source;
  return `Name its folder (--data DIR)${way === undefined ? '' : `, or get it: ${way}`}`;
}
