import type { layers } from '@tensorflow/tfjs-layers';
import type { AnyFormula, FormulaDescription, Options } from './formula-description.js';
import type { Paper, Variant } from './paper.js';

/**
 * The default export of a package with an activation: a plain description. The package exports the op on tensors and the
 * layer by name.
 *
 * @example
 * export default { name: 'mish', title: 'Mish', paper: { ... }, layer: Mish } satisfies Activation;
 */
// biome-ignore lint/suspicious/noExplicitAny: a list of activations has configs of different types
export interface Activation<Config extends object = any> {
  /** The name on the command line, in lower case with hyphens: `leaky-relu`. */
  readonly name: string;
  /** The name in tables and legends: `Leaky ReLU`. */
  readonly title: string;
  /** Where it was published. Absent for unpublished ideas. */
  readonly paper?: Paper;
  /** The layer's class. `new layer()` without a config is the activation as the paper recommends it. */
  readonly layer: new (
    config?: Config,
  ) => layers.Layer;
  /** Keyed by the part after the colon: `{ '100': { title: 'Leaky ReLU, a = 100', config: { divisor: 100 } } }`. */
  readonly variants?: Readonly<Record<string, Variant<Config>>>;
  /** Its formula, options and parameters, if it was made by `activation`. */
  readonly definition?: AnyFormula;
}

/** An activation defined by a formula; see `activation`. */
export interface Formula<O extends Options, P extends string, N extends string> extends Activation {
  readonly definition: FormulaDescription<O, P, N>;
}

/** An activation that is defined by a formula and has its own layer class; see `described`. */
export interface DescribedFormula<Layer extends Activation['layer']> extends Activation {
  readonly layer: Layer;
  readonly definition: AnyFormula;
}
