import type { Paper } from '@rectified/activation';
import type { DescribedOptions } from '@rectified/errors';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ArchitectureOptions } from './architecture-options.js';

/** The setting in which a network was published. */
export interface Publication {
  /** Name of a dataset, as on the command line: `cifar10`. */
  readonly dataset: string;
  readonly classes: number;
  /** Height, width and channels of an image as the network receives it. */
  readonly shape: readonly [height: number, width: number, channels: number];
}

/** What a builder receives for every network, besides the network's own options. */
export type BuildOptions = Required<Pick<ArchitectureOptions, 'classes' | 'activation' | 'shape' | 'seed'>>;

/**
 * The default export of a file or package that provides a network: a plain description.
 *
 * @example
 * export default {
 *   name: 'tiny',
 *   title: 'Tiny network',
 *   paper: { title: 'Tiny networks', authors: ['Doe'], year: 2026 },
 *   published: { dataset: 'cifar10', classes: 10, shape: [32, 32, 3] },
 *   options: { blocks: { check: wholeNumber({ from: 1 }), default: 3, help: 'how many convolutions' } },
 *   build: ({ classes, activation, shape, seed, blocks }) => tf.model(...),
 * } satisfies Architecture;
 */
// biome-ignore lint/suspicious/noExplicitAny: a list of architectures holds options of different shapes
export interface Architecture<Options extends object = any> {
  /** The name on the command line, in lower case with hyphens: `bn-inception`. */
  readonly name: string;
  /** The name in tables and legends: `Network in Network`. */
  readonly title: string;
  readonly paper: Paper;
  readonly published: Publication;
  /**
   * All options besides those of every network. `width` and `initialization` have the same meaning everywhere
   * ({@link widthOption}, {@link initializationOption}).
   */
  readonly options: DescribedOptions;
  /**
   * Builds the untrained network, from images `[n, ...shape]` to logits `[n, classes]`, without softmax. `activation` makes a
   * new layer for every place that has one. Initial weights, and the noise until a trainer sets it, depend on `seed`
   * and not on the activation.
   */
  readonly build: (options: BuildOptions & Options) => LayersModel;
}
