import { isDeepStrictEqual } from 'node:util';
import type { PaperTable } from './paper-tables.js';
import { count } from './text.js';

type Config = Readonly<Record<string, unknown>>;

/**
 * In what a configuration is not the paper's (its network's authors', where the paper says nothing), in words. What a
 * configuration does not say is not looked at.
 */
export function unlikeThePaper(config: Config, paper: PaperTable): string[] {
  const { width, limit, epochs, batch, ...others } = config;
  const images = testImagesOf(config, paper);
  const { width: _, batch: usual, ...settings } = paper.settings;
  return [
    ...(typeof width === 'number' && width !== 1 ? [`a network ${width} times as wide`] : []),
    ...(typeof limit === 'number' && limit < paper.trainImages
      ? [`${count(limit, 'training image')} only`]
      : []),
    ...(images < paper.testImages ? [`${count(images, 'test image')} only`] : []),
    ...(typeof epochs === 'number' && epochs < paper.epochs
      ? [`${count(epochs, 'epoch')}, where the network's authors trained for ${paper.epochs}`]
      : []),
    ...(batch !== undefined && batch !== usual ? [`batches of ${batch} instead of ${usual}`] : []),
    ...differences('', { augment: 'none', ...others }, settings),
  ];
}

/** Test images that a run of this configuration is measured on: without `testLimit` as many fewer as there are training images. */
export function testImagesOf({ limit, testLimit }: Config, paper: PaperTable): number {
  if (typeof testLimit === 'number') return Math.min(testLimit, paper.testImages);
  if (typeof limit !== 'number' || limit >= paper.trainImages) return paper.testImages;
  return Math.max(1, Math.round((paper.testImages * limit) / paper.trainImages));
}

function differences(prefix: string, config: Config, settings: Config): string[] {
  return Object.entries(settings).flatMap(([key, usual]) => {
    const value = config[key];
    if (value === undefined || isDeepStrictEqual(value, usual)) return [];
    if (key === 'optimizer') return differences('optimizer.', value as Config, usual as Config);
    return [`${prefix}${key} ${JSON.stringify(value)} instead of ${JSON.stringify(usual)}`];
  });
}
