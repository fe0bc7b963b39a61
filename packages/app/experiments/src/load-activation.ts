import type { Activation } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import { nameAndVariant } from '@rectified/run-folder';
import type { layers } from '@tensorflow/tfjs-layers';
import { findCode, type LoadOptions } from './find-code.js';
import { holdToShape } from './hold-to-shape.js';

/** An activation with its variant chosen. */
export interface Arm {
  /** The activation, as it was requested: `leaky-relu:100`. */
  readonly activation: string;
  /** Its name in tables and legends: `Leaky ReLU, a = 100`. */
  readonly title: string;
  readonly description: Activation;
  /** Absolute path of the module of a local file or npm package; absent for Rectified's own. */
  readonly file?: string;
  /** Makes one layer; architectures call it once for every place. */
  layer(): layers.Layer;
}

/**
 * The activation named by `spec`: one of Rectified's own (`rrelu`), an npm package seen from the current
 * directory (`@someone/mish`), or a file or folder (`./mine.ts`, `./mish`), each with a variant if it has
 * some (`leaky-relu:100`). A package or file offers an activation by its default export, an `Activation`
 * of `@rectified/activation`. Before it is loaded it is tried in a process of its own; one that misbehaves there (throws,
 * ends the process, never loads, has no layer of tfjs, changes the shape, keeps tensors, ...) is an `InputError` that names
 * its file. Later it can neither end the process nor write to stdout.
 *
 * @example
 * const arm = await loadActivation('leaky-relu:100');
 * arm.title; // => "Leaky ReLU, a = 100"
 */
export async function loadActivation(spec: string, options: LoadOptions = {}): Promise<Arm> {
  const [name, variantName] = nameAndVariant(spec);
  const { activations } = await import('@rectified/activations');
  const builtIn = Object.values<Activation>(activations);
  const { description, file } = await findCode('activation', name, {
    ...options,
    builtIn,
    variant: variantName,
  });
  const made = (layer: layers.Layer) => (file === undefined ? layer : holdToShape(layer, file));
  const variants = description.variants ?? {};
  if (variantName === undefined)
    return {
      activation: spec,
      title: description.title,
      description,
      file,
      layer: () => made(new description.layer()),
    };
  const variant = Object.hasOwn(variants, variantName) ? variants[variantName] : undefined;
  if (variant === undefined) {
    const known = Object.keys(variants).map((key) => `${name}:${key}`);
    throw new InputError({
      what: `unknown variant "${variantName}" of ${name}`,
      expected: new Intl.ListFormat('en', { type: 'disjunction' }).format([name, ...known]),
      remedy: known.length === 0 ? `${name} has no variants` : undefined,
    });
  }
  return {
    activation: spec,
    title: variant.title,
    description,
    file,
    layer: () => made(new description.layer(variant.config)),
  };
}
