import type { FetchOptions } from '@rectified/dataset';
import { checkFetch } from '@rectified/download';
import { fetchFormat } from './fetch-format.js';
import { cifar10Format } from './format.js';

/**
 * Downloads CIFAR-10 (170 MB) so that `openCifar10(folder)` works; returns `folder`, at once if the official files are there.
 *
 * Tries a site's copy (`RECTIFIED_MIRROR`), the authors' host and the Hugging Face hub in this order, or the place that
 * `from` or `url` names; `onNote` reports why a source failed. Continues where an earlier attempt stopped. For every source,
 * the files are the official binary ones, verified by the SHA-256 of labels and pixels, and moved into place when they are complete.
 * Throws a `DatasetError` if it cannot, and the signal's reason if it is aborted.
 *
 * @example
 * await fetchCifar10('data/cifar-10-batches-bin', { onProgress: ({ stage, done, total }) => console.log(stage, done, total) });
 */
export async function fetchCifar10(folder: string, options: FetchOptions = {}): Promise<string> {
  return fetchFormat(folder, cifar10Format, checkFetch('fetchCifar10', folder, options));
}
