import type { FetchOptions } from '@rectified/dataset';
import { fetchArchive } from './fetch-archive.js';
import { cifar10Format } from './format.js';

/**
 * Downloads the binary version of CIFAR-10 (170 MB) so that `openCifar10(folder)` works; returns `folder`.
 *
 * Goes on where an earlier attempt stopped, checks the MD5 that the official page states, unpacks beside
 * `folder` and moves the finished folder into place. Returns at once when the files are there. Throws
 * `DatasetError` when it cannot, and the signal's reason when aborted.
 *
 * @example
 * await fetchCifar10('data/cifar-10-batches-bin', { onProgress: ({ stage, done, total }) => console.log(stage, done, total) });
 */
export function fetchCifar10(
  folder: string,
  { url, onProgress, signal }: FetchOptions = {},
): Promise<string> {
  return fetchArchive(folder, cifar10Format, { url, onProgress, signal });
}
