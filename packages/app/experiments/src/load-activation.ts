import type { Activation } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import { nameAndVariant } from '@rectified/run-folder';
import type { layers } from '@tensorflow/tfjs-layers';
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
  const { title, config } = chosen(description, name, variant);
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
  if (description !== undefined) chosen(description, name, variant);
}

/** A variant of an activation, or the activation itself. */
function chosen(
  { title, variants = {} }: Activation,
  name: string,
  variant: string | undefined,
): { readonly title: string; readonly config?: NonNullable<Activation['variants']>[string]['config'] } {
  if (variant === undefined) return { title };
  const found = Object.hasOwn(variants, variant) ? variants[variant] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(variants).map((key) => `${name}:${key}`);
  throw new InputError({
    what: `unknown variant "${variant}" of ${name}`,
    expected: new Intl.ListFormat('en', { type: 'disjunction' }).format([name, ...known]),
    remedy: known.length === 0 ? `${name} has no variants` : undefined,
  });
}
