import {
  checkOptions,
  checkValue,
  counted,
  InputError,
  optional,
  randomSeed,
  renamed,
  trueOrFalse,
} from '@rectified/errors';
import { permutation, streamOf } from '@rectified/random';
import * as checks from './checks.js';
import type { Dataset, DatasetParts } from './dataset.js';
import { subset } from './subset.js';

/** How {@link split} splits a dataset. */
export interface SplitOptions {
  /** Images in each part; in total at most the dataset's size. Images beyond the total belong to no part. */
  readonly sizes: readonly number[];
  /** The same seed gives the same parts. */
  readonly seed: number;
  /** Whether every part has the classes in the same proportions, within about one image each. Default: false. */
  readonly stratified?: boolean;
}

/**
 * Splits `dataset` at random into disjoint parts, each in random order. Use it to tune on
 * held-out training images instead of the test set (CIFAR: 45,000 and 5,000).
 *
 * `stratified` reads every label once, which for a lazy loader may mean opening every file.
 *
 * @example
 * const [train, validation] = split(dataset, { sizes: [45_000, 5_000], seed: 1, stratified: true });
 */
export function split(dataset: DatasetParts, options: SplitOptions): Dataset[] {
  checkValue('dataset', dataset, checks.dataset);
  const {
    sizes,
    seed,
    stratified = false,
  } = checkOptions(
    'split',
    options,
    { sizes: checks.sizes, seed: randomSeed, stratified: optional(trueOrFalse) },
    { stratify: renamed('stratified') },
  );
  const rest = dataset.size - sizes.reduce((sum, size) => sum + size, 0);
  if (rest < 0)
    throw new InputError({
      what: 'the parts are larger than the dataset',
      expected: `at most ${counted(dataset.size, 'image')} (${dataset.name})`,
      got: sizes.join(' + '),
    });
  const order = permutation(dataset.size, { seed, stream: streamOf('split'), step: 0 });
  const partOf = deal(stratified ? byClass(dataset, order) : order, [...sizes, rest]);
  return sizes.map((_, part) =>
    subset(
      dataset,
      order.filter((index) => partOf[index] === part),
      `${dataset.name} (part ${part + 1} of ${sizes.length})`,
    ),
  );
}

/** The indices grouped by class, in the given order within each. */
function byClass(dataset: DatasetParts, order: Uint32Array): Uint32Array {
  const labels = Array.from({ length: dataset.size }, (_, index) => dataset.get(index).label);
  return order.slice().sort((a, b) => labels[a]! - labels[b]!);
}

/**
 * Deals the indices like cards, always to the part that is furthest behind its share, and returns which part each
 * index went to. Any run of consecutive indices, and therefore any class, is divided in proportion to the sizes.
 */
function deal(indices: Uint32Array, sizes: readonly number[]): Uint32Array {
  const partOf = new Uint32Array(indices.length);
  const given = sizes.map(() => 0);
  indices.forEach((index, dealt) => {
    const lacks = sizes.map((size, part) => size * (dealt + 1) - given[part]! * indices.length);
    const part = lacks.indexOf(Math.max(...lacks));
    given[part]!++;
    partOf[index] = part;
  });
  return partOf;
}
