import type { Activation } from '@rectified/activation';
import { nameAndVariant } from '@rectified/run-folder';
import type { layers } from '@tensorflow/tfjs-layers';
import { chooseVariant } from './choose-variant.js';
import { findCode, type LoadOptions, placeOfCode } from './find-code.js';
import { holdToShape } from './hold-to-shape.js';
import { ownActivations } from './own-activations.js';

/** An activation with its variant chosen. */
export interface Arm {
  /** The activation, as it was requested: `leaky-relu:100`. */
  readonly activation: string;
  /** Its name in tables and legends: `Leaky ReLU, a = 100`. */
  readonly title: string;
  readonly description: Activation;
  /** Absolute path of the module of a local file or npm package; absent for Rectified's own activations. */
  readonly file?: string;
  /** Makes one layer; architectures call it once per place. */
  layer(): layers.Layer;
}

/**
 * Loads the activation named by `spec`: one of Rectified's own (`rrelu`), an npm package visible from the current
 * directory (`@someone/mish`), or a file or folder (`./mine.ts`, `./mish`), each optionally with a variant
 * (`leaky-relu:100`). The default export of a package or file must be an `Activation`
 * of `@rectified/activation`. Before it is loaded, it is tried in a separate process; one that misbehaves there (throws,
 * ends the process, never finishes loading, has no tfjs layer, changes the shape, leaks tensors, ...) is an `InputError` that names
 * its file. After that it can neither end the process nor write to stdout.
 *
 * @example
 * const arm = await loadActivation('leaky-relu:100');
 * arm.title; // => "Leaky ReLU, a = 100"
 */
export async function loadActivation(spec: string, options: LoadOptions = {}): Promise<Arm> {
  const [name, variant] = nameAndVariant(spec);
  const { description, file } = await findCode('activation', name, {
    ...options,
    builtIn: await ownActivations(),
    variant,
  });
  const { title, config } = chooseVariant(description, name, variant);
  const layer = () => new description.layer(config);
  return {
    activation: spec,
    title,
    description,
    file,
    layer: file === undefined ? layer : () => holdToShape(layer(), file),
  };
}

/** Throws the same `InputError` as {@link loadActivation} if `spec` names nothing, without loading anything. */
export async function checkActivationName(spec: string): Promise<void> {
  const [name, variant] = nameAndVariant(spec);
  const { description } = placeOfCode('activation', name, { builtIn: await ownActivations() });
  if (description !== undefined) chooseVariant(description, name, variant);
}
