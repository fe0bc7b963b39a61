import { checkOptions } from '@rectified/errors';
import { type Channels, type UnlabeledImages, unlabeledImages } from './dataset.js';
import { type ReadOptions, readImages, readOptionNames } from './read-images.js';

export interface OpenNdsbTestOptions extends ReadOptions {
  /** 3 equal gray channels or 1, as the network was trained. Default: 3. */
  readonly channels?: Channels;
}

/**
 * Opens images without labels, to predict their classes: the competition's test set as a folder, a `test.zip`,
 * `.tar`, `.tar.gz` or `.tar.xz`, or a folder containing such a folder or archive named `test`. They are decoded and cached
 * as in {@link openNdsb}, and sorted by name.
 *
 * @example
 * const images = await openNdsbTest('test.zip');
 * const { pixels } = images.batch([0, 1, 2]); // of images.files[0], [1] and [2]
 */
export async function openNdsbTest(
  path: string,
  options: OpenNdsbTestOptions = {},
): Promise<UnlabeledImages> {
  const { channels = 3 } = checkOptions('openNdsbTest', options, readOptionNames);
  const pixels = await readImages(path, 'test', options);
  const chosen = pixels.files.map((_, index) => index);
  return unlabeledImages({ name: 'NDSB test', pixels, chosen, channels });
}
