import { type Architecture, buildNetwork } from '@rectified/architecture';
import type { ImageShape } from '@rectified/dataset';
import { checkOptions, fillOptions, InputError } from '@rectified/errors';
import type { InitializeLayer } from '@rectified/layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ExperimentConfig } from './experiment-config.js';
import { type FoundCode, findCode, type LoadOptions } from './find-code.js';
import type { Arm } from './load-activation.js';

/** Names of Rectified's own architectures, each in a package `@rectified/<name>`. */
export const architectureNames = ['nin', 'bn-inception', 'ndsb-net'] as const;

/** Rectified's own architectures. Imported when used, so that `--help` needs no TensorFlow. */
export async function architectures(): Promise<Architecture[]> {
  const modules = await Promise.all([
    import('@rectified/nin'),
    import('@rectified/bn-inception'),
    import('@rectified/ndsb-net'),
  ]);
  return modules.map((module) => module.default);
}

/**
 * Loads the network `name`: one of Rectified's own (`nin`), an npm package (`@someone/resnet`) or a file
 * (`./resnet.ts`) with an `Architecture` as its default export, which is tried and guarded like an activation. After that, tfjs
 * knows its layers.
 *
 * @example
 * (await loadArchitecture('nin')).description.title; // => 'Network in Network'
 */
export async function loadArchitecture(
  name: string,
  options: LoadOptions = {},
): Promise<FoundCode<'architecture'>> {
  return findCode('architecture', name, { ...options, builtIn: await architectures() });
}

/** The part of a configuration from which a network is built. */
type NetworkConfig = Pick<ExperimentConfig, 'seed' | 'width' | 'head' | 'architectureOptions'> & {
  readonly initialization: ExperimentConfig['initialization'] | InitializeLayer;
};

/** What a network is built for. */
interface Purpose {
  readonly arm: Arm;
  readonly classes: number;
  /** The shape of the images that reach the network, after augmentation. */
  readonly shape: ImageShape;
}

/** Builds the untrained network with logits as output; its initial weights depend only on `config.seed`. */
export function buildFor(
  architecture: Architecture,
  { seed, width, initialization, head, architectureOptions }: NetworkConfig,
  { arm, classes, shape }: Purpose,
): LayersModel {
  const { options } = architecture;
  return buildNetwork(architecture, {
    ...architectureOptions,
    ...('width' in options && { width }),
    ...('initialization' in options && { initialization }),
    ...(head && { head }),
    classes,
    shape: [...shape],
    seed,
    activation: () => arm.layer(),
  });
}

/** Throws an `InputError` if a configuration has an option that its network lacks, or an invalid value. */
export function checkArchitectureConfig(
  { name, options }: Architecture,
  {
    width,
    initialization,
    architectureOptions = {},
  }: Pick<ExperimentConfig, 'width' | 'initialization' | 'architectureOptions'>,
): void {
  const { width: _, initialization: __, ...own } = options;
  // If these have no meaning for a network, they have their neutral values.
  const useless = {
    ...(!('width' in options) && width !== 1 && { width }),
    ...(!('initialization' in options) && initialization !== 'authors' && { initialization }),
  };
  checkOptions(name, useless, Object.keys(own));
  for (const key of ['width', 'initialization', 'head'])
    if (key in architectureOptions)
      throw new InputError({
        what: `${key} among the options of ${name}`,
        expected: `${key} at the top level, where it applies to every network`,
        remedy: `Use --${key} or, in a file, move ${key} up a level`,
      });
  fillOptions(name, architectureOptions, own);
}
