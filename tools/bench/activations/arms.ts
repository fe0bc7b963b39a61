import type { Activation } from '@rectified/activation';
import { activations } from '@rectified/activations';
import type * as tfl from '@tensorflow/tfjs-layers';

/** A measured activation, or a variant with a different formula. */
export interface Arm {
  /** The name on the command line: `gelu:tanh`. */
  readonly name: string;
  readonly title: string;
  readonly layer: () => tfl.layers.Layer;
}

/** Variants with a different formula rather than other numbers. */
const variants = ['gelu:tanh', 'swish:silu'];

/** All activations, starting with ReLU, each followed by such variants. */
export const arms: readonly Arm[] = Object.values<Activation>(activations).flatMap((description) => {
  const { name, title, layer: Layer } = description;
  const others = variants
    .filter((each) => each.startsWith(`${name}:`))
    .map((each) => {
      const variant = description.variants![each.slice(name.length + 1)]!;
      return { name: each, title: variant.title, layer: () => new Layer(variant.config) };
    });
  return [{ name, title, layer: () => new Layer() }, ...others];
});
