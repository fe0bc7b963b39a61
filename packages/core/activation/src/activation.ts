import type { layers } from '@tensorflow/tfjs-layers';

/** Where an activation function was published. */
export interface Paper {
  readonly title: string;
  /** Family names in the paper's order: `['Xu', 'Wang', 'Chen', 'Li']`. */
  readonly authors: readonly string[];
  readonly year: number;
  /** arXiv number: `1505.00853`. */
  readonly arxiv?: string;
  readonly doi?: string;
}

/** A named configuration of an activation: `leaky-relu:100`. */
export interface Variant<Config> {
  /** For tables and legends: `Leaky ReLU, a = 100`. */
  readonly title: string;
  readonly config: Config;
}

/**
 * What a package that offers an activation exports by default: a plain description. The package exports two
 * more things by name, the op on tensors and the layer.
 *
 * @example
 * export default { name: 'mish', title: 'Mish', paper: { ... }, layer: Mish } satisfies Activation;
 */
// biome-ignore lint/suspicious/noExplicitAny: a list of activations holds configs of different shapes
export interface Activation<Config extends object = any> {
  /** As on the command line, lower case with hyphens: `leaky-relu`. */
  readonly name: string;
  /** For tables and legends: `Leaky ReLU`. */
  readonly title: string;
  readonly paper: Paper;
  /** The layer's class. `new layer()` without a config is the activation as the paper recommends it. */
  readonly layer: new (
    config?: Config,
  ) => layers.Layer;
  /** By the part after the colon: `{ '100': { title: 'Leaky ReLU, a = 100', config: { divisor: 100 } } }`. */
  readonly variants?: Readonly<Record<string, Variant<Config>>>;
}
