import type { Paper } from '@rectified/activation';
import type { DescribedOptions } from '@rectified/errors';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ArchitectureOptions } from './architecture-options.js';

/** What a network was published with. */
export interface Publication {
  /** Name of a dataset, as on the command line: `cifar10`. */
  readonly dataset: string;
  readonly classes: number;
  /** Height, width and channels of an image as it comes to the network. */
  readonly shape: readonly [height: number, width: number, channels: number];
}

/** What a builder is told of every network; the options of its own stand beside it. */
export type BuildOptions = Required<Pick<ArchitectureOptions, 'classes' | 'activation' | 'shape' | 'seed'>>;

/**
 * What a file or package that offers a network exports by default: a plain description.
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
   * Everything that it can be told beside what every network is told. Of the same meaning everywhere are `width` and
   * `initialization` ({@link widthOption}, {@link initializationOption}).
   */
  readonly options: DescribedOptions;
  /**
   * The untrained network, from images `[n, ...shape]` to logits `[n, classes]`, without softmax. `activation` makes a
   * new layer for every place that has one. Initial weights, and the noise until a trainer takes over, depend on `seed`
   * and not on the activation.
   */
  readonly build: (options: BuildOptions & Options) => LayersModel;
}
