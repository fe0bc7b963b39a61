import type { Activation } from '@rectified/activation';
import { activations } from '@rectified/activations';
import type * as tfl from '@tensorflow/tfjs-layers';

/** An activation that is measured, or a variant that has another formula. */
export interface Arm {
  /** As on the command line: `gelu:tanh`. */
  readonly name: string;
  readonly title: string;
  readonly layer: () => tfl.layers.Layer;
}

/** Variants that have another formula and not just other numbers. */
const variants = ['gelu:tanh', 'swish:silu'];

/** All of our activations, ReLU first, and those variants behind their activations. */
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
