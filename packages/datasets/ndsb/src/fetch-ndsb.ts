import { readdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FetchOptions } from '@rectified/dataset';
import {
  askJson,
  checkFetch,
  fetchFolder,
  hub,
  mirror,
  type Patience,
  placeOf,
  type Source,
  type SourceFile,
} from '@rectified/download';
import { ndsbClasses } from './classes.js';
import { imagesIn } from './fetch-images.js';
import { decodeImageList } from './fetch-list.js';
import { type Competition, writeTrainingImages } from './fetch-training-images.js';

const repository = 'project-oceania/planktonset1.0';
const accession =
  'https://www.ncei.noaa.gov/archive/archive-management-system/OAS/bin/prd/jquery/download/127422.2.3.tar.gz';

/** The images take 109 MB, packed 91; the accession also contains documents. */
const most = 2 ** 30;

/** Who made the images, and what is known about permitted uses. */
const license = `PlanktonSet 1.0, the images of the National Data Science Bowl (Kaggle, 2015).

Cowen, R. K., Sponaugle, S., Robinson, K. L., Luo, J., Guigand, C. (2015): PlanktonSet 1.0: Plankton imagery data collected
from F.G. Walton Smith in Straits of Florida from 2014-06-03 to 2014-06-06 and used in the 2015 National Data Science Bowl
(NCEI Accession 0127422). NOAA National Centers for Environmental Information. https://doi.org/10.7289/v5d21vjd

The accession asks to be cited like this; the copy on the Hugging Face hub states its license as "other" and refers to the
accession. Kaggle's own copy is under the rules of the competition.
`;

/** The name of the file with this text beside the images. */
const NOTICE = 'LICENSE.txt';

/**
 * Downloads the 30,336 training images of the National Data Science Bowl without an account, so that `openNdsb(folder)` works;
 * returns `folder`, at once if they are there. `onNote` reports whose images they are and under which license.
 *
 * Tries a site's copy (`RECTIFIED_MIRROR`), the copy on the Hugging Face hub and NCEI's archive in this order, or the
 * place that `from` or `url` names: parquet files, an archive, or a folder with class folders. PlanktonSet 1.0 contains the images of
 * the training and the test set together, under other names; the training images are identified by their pixels and get
 * Kaggle's names. There must be 30,336 in 121 classes. Throws a `DatasetError` if it cannot get them.
 *
 * @example
 * await fetchNdsb('data/ndsb', { onNote: console.log });
 */
export async function fetchNdsb(folder: string, options: FetchOptions = {}): Promise<string> {
  return fetchPlankton(folder, checkFetch('fetchNdsb', folder, options), async () => {
    const { knownImages } = await import('./fetch-known.js');
    return { classes: ndsbClasses, known: decodeImageList(knownImages) };
  });
}

/** {@link fetchNdsb} for another competition, for tests. */
export async function fetchPlankton(
  folder: string,
  { url, from, ...options }: FetchOptions & Patience,
  load: () => Promise<Competition>,
): Promise<string> {
  const competition = await load();
  const sources = sourcesOf({ url, from });
  if (!(await isComplete(folder, competition))) options.onNote?.(license.trim());
  return fetchFolder(
    folder,
    {
      title: 'National Data Science Bowl',
      name: 'ndsb',
      room: '600 MB',
      sources: sources.map(({ name, files }) => ({
        name,
        files,
        async make(paths, made, making) {
          await writeTrainingImages(imagesIn(paths), made, competition, making);
          await writeFile(join(made, NOTICE), license);
        },
      })),
      isComplete: (path) => isComplete(path, competition),
      owns: (entry) => entry === 'train' || entry === NOTICE,
    },
    options,
  );
}

type Copy = Pick<Source, 'name' | 'files'>;

function sourcesOf({ url, from }: Pick<FetchOptions, 'url' | 'from'>): readonly Copy[] {
  if (url !== undefined) return [{ name: url, files: () => [{ url, most }] }];
  if (from !== undefined) return copyAt(from);
  const own = mirror();
  return [
    ...(own === undefined ? [] : copyAt(own)),
    { name: 'the Hugging Face hub', files: ({ signal }) => hubFiles(hub(), signal) },
    { name: "NCEI's archive", files: () => [{ url: accession, most }] },
  ];
}

/** A user's own copy: a folder or an archive on this machine; at a URL, an archive or a mirror of the hub. */
function copyAt(text: string): readonly Copy[] {
  const place = placeOf(text);
  if (!text.includes('://'))
    return [{ name: text, files: async () => [{ path: await localCopy(text), most }] }];
  if (place.isFile) return [{ name: text, files: async () => [await place.file('', { most })] }];
  return [
    ...['train.zip', '127422.2.3.tar.gz'].map((name) => ({
      name: `${name} in ${text}`,
      files: async () => [await place.file(name, { most })],
    })),
    { name: `the hub's files in ${text}`, files: ({ signal }) => hubFiles(text.replace(/\/+$/, ''), signal) },
  ];
}

/** The place of a local copy: in a folder for all datasets, these images have their own folder. */
async function localCopy(text: string): Promise<string> {
  for (const name of ['ndsb', 'planktonset1.0', repository]) {
    const inside = join(text, name);
    if ((await stat(inside).catch(() => undefined))?.isDirectory()) return resolve(inside);
  }
  return resolve(text);
}

/** The parquet files that the hub makes of every dataset: `{ "<configuration>": { "<split>": [address, ...] } }`. */
async function hubFiles(endpoint: string, signal: AbortSignal): Promise<SourceFile[]> {
  const listed = await askJson(`${endpoint}/api/datasets/${repository}/parquet`, signal);
  const addresses = (value: unknown): string[] =>
    typeof value === 'string' ? [value] : Object.values(Object(value)).flatMap(addresses);
  return addresses(listed).map((url) => ({ url, most }));
}

/** Returns whether the folder has as many images of each class as the competition. */
async function isComplete(folder: string, { classes, known }: Competition): Promise<boolean> {
  const train = join(folder, 'train');
  const counts = await Promise.all(
    classes.map(async (name) => (await readdir(join(train, name)).catch(() => [])).length),
  );
  const total = known.reduce((sum, { length }) => sum + length, 0);
  return counts.every((count) => count > 0) && counts.reduce((sum, count) => sum + count, 0) === total;
}
