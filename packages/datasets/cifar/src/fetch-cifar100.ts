import type { FetchOptions } from '@rectified/dataset';
import { fetchArchive } from './fetch-archive.js';
import { cifar100Format } from './format.js';

/**
 * Downloads the binary version of CIFAR-100 (169 MB) so that `openCifar100(folder)` works, in the way of
 * `fetchCifar10`; returns `folder`.
 *
 * @example
 * await fetchCifar100('data/cifar-100-binary');
 */
export function fetchCifar100(
  folder: string,
  { url, onProgress, signal }: FetchOptions = {},
): Promise<string> {
  return fetchArchive(folder, cifar100Format, { url, onProgress, signal });
}
