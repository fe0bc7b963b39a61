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

/** Throws the `InputError` that {@link loadActivation} would where `spec` names nothing; what it names is not loaded. */
export async function checkActivationName(spec: string): Promise<void> {
  const [name, variant] = nameAndVariant(spec);
  const { description } = placeOfCode('activation', name, { builtIn: await ownActivations() });
  if (description !== undefined) chooseVariant(description, name, variant);
}
