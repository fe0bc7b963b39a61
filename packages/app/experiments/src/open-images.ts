import { basename } from 'node:path';
import { type Dataset, makeDataset, take } from '@rectified/dataset';
import { counted, InputError } from '@rectified/errors';
import { ndsbClasses, type OpenNdsbTestOptions, openNdsbTest } from '@rectified/ndsb';
import { loadDataset } from './datasets.js';
import type { ExperimentConfig } from './experiment-config.js';
import { isPlankton, type OpenDataOptions } from './open-data.js';
import { openPart } from './open-part.js';

/** Which images of a dataset. */
export interface WhichImages
  extends Pick<ExperimentConfig, 'dataset' | 'datasetOptions' | 'data' | 'skipBad' | 'splitFile'> {
  /** `train` or `test`; of plankton `train` or `validation`. Default: not `train`. */
  readonly split?: string;
  /** Instead of a split, plankton without labels, as the competition's test set: a folder or an archive. */
  readonly test?: string;
  /** Only the first ones. */
  readonly limit?: number;
  /** Folder of the run whose images they are, of which it knows which were trained on. Default: of no run. */
  readonly run?: string;
}

/** Images to predict or to look at. */
export interface OpenedImages {
  /** Where the images have no labels, these are all 0. */
  readonly dataset: Dataset;
  readonly labeled: boolean;
  /** Names of their files without folders, where every image has one. */
  readonly files?: readonly string[];
  /** The split that they are of, without a limit; absent if there is none. */
  readonly whole?: Dataset;
}

/** Opens the images of one split, or plankton without labels. */
export async function openImages(
  { dataset: name, datasetOptions, data, skipBad, splitFile, split, test, limit, run }: WhichImages,
  options: Pick<OpenDataOptions, 'onProgress' | 'signal' | 'onNote'> = {},
): Promise<OpenedImages> {
  const { description } = await loadDataset(name);
  const { title } = description;
  const plankton = isPlankton(description);
  if (test !== undefined) {
    if (!plankton)
      throw new InputError({
        what: 'test: images without labels',
        expected: 'plankton alone',
        got: `images of ${title}, all of which have labels`,
      });
    const beside = Object.entries({ split, splitFile, data, datasetOptions }).find(([, value]) => value);
    if (beside !== undefined)
      throw new InputError({
        what: `${beside[0]} beside test`,
        expected: 'one or the other: the images without labels are those of test, all of them',
      });
    return first({ ...(await openUnlabeled(test, { skipBad, ...options })), labeled: false }, limit);
  }
  const names = ['train', plankton ? 'validation' : 'test'];
  if (split !== undefined && !names.includes(split))
    throw new InputError({
      what: `${title} has no split "${split}"`,
      expected: names.join(' or '),
      remedy: plankton ? 'Its images without labels: --test FILE_OR_DIR' : undefined,
    });
  const part = split === 'train' ? 'train' : 'test';
  const opened = await openPart(
    { dataset: name, datasetOptions, data, skipBad, splitFile },
    { run, part },
    options,
  );
  const dataset: Dataset & { files?: readonly string[] } = opened[part];
  const files = dataset.files?.map((file) => basename(file));
  return first({ dataset, labeled: true, files, whole: dataset }, limit);
}

async function openUnlabeled(
  path: string,
  options: OpenNdsbTestOptions,
): Promise<Pick<OpenedImages, 'dataset' | 'files'>> {
  const { name, size, shape, files, fingerprint, get, batch } = await openNdsbTest(path, options);
  const dataset: Dataset = makeDataset({
    name,
    size,
    shape,
    classes: ndsbClasses,
    fingerprint,
    get: (index: number) => ({ ...get(index), label: 0, name: ndsbClasses[0]! }),
    batch: (indices: ArrayLike<number>) => ({
      ...batch(indices),
      labels: new Int32Array(indices.length),
    }),
  });
  return { dataset, files };
}

function first(images: OpenedImages, limit = images.dataset.size): OpenedImages {
  const { dataset, files } = images;
  if (limit <= dataset.size)
    return { ...images, dataset: take(dataset, limit), files: files?.slice(0, limit) };
  throw new InputError({
    what: 'limit',
    expected: `at most the ${counted(dataset.size, 'image')} of ${dataset.name}`,
    got: `${limit}`,
  });
}
