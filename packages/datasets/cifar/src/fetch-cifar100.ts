import type { FetchOptions } from '@rectified/dataset';
import { checkFetch } from '@rectified/download';
import { fetchFormat } from './fetch-format.js';
import { cifar100Format } from './format.js';

/**
 * Downloads the binary version of CIFAR-100 (169 MB) so that `openCifar100(folder)` works, in the same way as
 * `fetchCifar10`; returns `folder`.
 *
 * @example
 * await fetchCifar100('data/cifar-100-binary');
 */
export async function fetchCifar100(folder: string, options: FetchOptions = {}): Promise<string> {
  return fetchFormat(folder, cifar100Format, checkFetch('fetchCifar100', folder, options));
}
