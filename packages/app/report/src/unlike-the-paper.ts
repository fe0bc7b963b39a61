import { isDeepStrictEqual } from 'node:util';
import { isIncidental } from '@rectified/run-folder';
import type { PaperTable } from './paper-tables.js';
import { count } from './text.js';

type Config = Readonly<Record<string, unknown>>;

/** Keys that distinguish runs but are not settings of the training. */
const subjects = ['dataset', 'architecture', 'activation', 'seed', 'synthetic'];

/**
 * How a configuration differs from the paper's (or its network's authors', where the paper says nothing), in words. Settings that a
 * configuration lacks are ignored; settings unknown to the paper are listed, too.
 */
export function unlikeThePaper(config: Config, paper: PaperTable): string[] {
  const {
    width,
    limit,
    testLimit: _limit,
    validation,
    epochs,
    batch,
    architectureOptions,
    ...others
  } = config;
  const images = testImagesOf(config, paper);
  const { width: _, batch: usual, ...settings } = paper.settings;
  return [
    ...(typeof width === 'number' && width !== 1 ? [`a network ${width} times as wide`] : []),
    ...(typeof limit === 'number' && limit < paper.trainImages
      ? [`${count(limit, 'training image')} only`]
      : []),
    ...(typeof validation === 'number'
      ? [`${count(images, 'training image')}, held out, instead of test images`]
      : images < paper.testImages
        ? [`${count(images, 'test image')} only`]
        : []),
    ...(typeof epochs === 'number' && epochs !== paper.epochs
      ? [`${count(epochs, 'epoch')}, where the network's authors trained for ${paper.epochs}`]
      : []),
    ...(batch !== undefined && batch !== usual ? [`batches of ${batch} instead of ${usual}`] : []),
    ...differences('', { augment: 'none', ...others, ...(architectureOptions as Config) }, settings),
  ];
}

/** Number of images a run of this configuration is measured on: without `testLimit`, proportionally fewer, like the training images. */
export function testImagesOf({ limit, testLimit, validation }: Config, paper: PaperTable): number {
  const heldOut = typeof validation === 'number' ? validation : 0;
  const all = heldOut || paper.testImages;
  if (typeof testLimit === 'number') return Math.min(testLimit, all);
  const most = paper.trainImages - heldOut;
  if (typeof limit !== 'number' || limit >= most) return all;
  return Math.max(1, Math.round((all * limit) / most));
}

function differences(prefix: string, config: Config, settings: Config): string[] {
  const keys = new Set([...Object.keys(settings), ...Object.keys(config)]);
  return [...keys].flatMap((key) => {
    const [value, usual] = [config[key], settings[key]];
    const isSetting = prefix !== '' || !(isIncidental(key) || subjects.includes(key));
    if (value === undefined || !isSetting || isDeepStrictEqual(value, usual)) return [];
    if (key === 'optimizer') return differences('optimizer.', value as Config, usual as Config);
    const instead =
      usual === undefined ? ', which the paper does not have' : ` instead of ${JSON.stringify(usual)}`;
    return [`${prefix}${key} ${JSON.stringify(value)}${instead}`];
  });
}
