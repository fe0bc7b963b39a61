import type { layers } from '@tensorflow/tfjs-layers';
import type { AnyFormula, FormulaDescription, Options } from './formula-description.js';
import type { Paper, Variant } from './paper.js';

/**
 * What a package that offers an activation exports by default: a plain description. The package exports two
 * more things by name, the op on tensors and the layer.
 *
 * @example
 * export default { name: 'mish', title: 'Mish', paper: { ... }, layer: Mish } satisfies Activation;
 */
// biome-ignore lint/suspicious/noExplicitAny: a list of activations holds configs of different shapes
export interface Activation<Config extends object = any> {
  /** The name on the command line, in lower case with hyphens: `leaky-relu`. */
  readonly name: string;
  /** The name in tables and legends: `Leaky ReLU`. */
  readonly title: string;
  /** Where it was published; none of an idea of one's own. */
  readonly paper?: Paper;
  /** The layer's class. `new layer()` without a config is the activation as the paper recommends it. */
  readonly layer: new (
    config?: Config,
  ) => layers.Layer;
  /** By the part after the colon: `{ '100': { title: 'Leaky ReLU, a = 100', config: { divisor: 100 } } }`. */
  readonly variants?: Readonly<Record<string, Variant<Config>>>;
  /** What it is made of, where it is a formula: see `activation`. */
  readonly definition?: AnyFormula;
}

/** An activation that is a formula; see `activation`. */
export interface Formula<O extends Options, P extends string, N extends string> extends Activation {
  readonly definition: FormulaDescription<O, P, N>;
}

/** An activation that is a formula and has a layer of its own; see `described`. */
export interface DescribedFormula<Layer extends Activation['layer']> extends Activation {
  readonly layer: Layer;
  readonly definition: AnyFormula;
}
