import { type Architecture, buildNetwork } from '@rectified/architecture';
import type { ImageShape } from '@rectified/dataset';
import { checkOptions, fillOptions, InputError } from '@rectified/errors';
import type { InitializeLayer } from '@rectified/layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ExperimentConfig } from './experiment-config.js';
import { type FoundCode, findCode, type LoadOptions } from './find-code.js';
import type { Arm } from './load-activation.js';

/** Names of Rectified's own architectures, each a package `@rectified/<name>`. */
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
 * The network that `name` stands for: one of Rectified's own (`nin`), an npm package (`@someone/resnet`) or a file
 * (`./resnet.ts`) with an `Architecture` as its default export, which is tried and watched as an activation is. Its layers
 * are known to tfjs from then on.
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

/** The part of a configuration that a network is built from. */
type NetworkConfig = Pick<ExperimentConfig, 'seed' | 'width' | 'architectureOptions'> & {
  readonly initialization: ExperimentConfig['initialization'] | InitializeLayer;
};

/** What a network is built for. */
interface Purpose {
  readonly arm: Arm;
  readonly classes: number;
  /** The shape of the images that reach the network, after augmentation. */
  readonly shape: ImageShape;
}

/** The untrained network with logits as output; its initial weights depend on `config.seed` alone. */
export function buildFor(
  architecture: Architecture,
  { seed, width, initialization, architectureOptions }: NetworkConfig,
  { arm, classes, shape }: Purpose,
): LayersModel {
  const { options } = architecture;
  return buildNetwork(architecture, {
    ...architectureOptions,
    ...('width' in options && { width }),
    ...('initialization' in options && { initialization }),
    classes,
    shape: [...shape],
    seed,
    activation: () => arm.layer(),
  });
}

/** Throws an `InputError` if a configuration says something that its network does not have, or cannot be. */
export function checkArchitectureConfig(
  { name, options }: Architecture,
  {
    width,
    initialization,
    architectureOptions = {},
  }: Pick<ExperimentConfig, 'width' | 'initialization' | 'architectureOptions'>,
): void {
  const { width: _, initialization: __, ...own } = options;
  // Where these mean nothing they stand at what changes nothing.
  const useless = {
    ...(!('width' in options) && width !== 1 && { width }),
    ...(!('initialization' in options) && initialization !== 'authors' && { initialization }),
  };
  checkOptions(name, useless, Object.keys(own));
  for (const key of ['width', 'initialization'])
    if (key in architectureOptions)
      throw new InputError({
        what: `${key} among the options of ${name}`,
        expected: `${key} beside them: every network may have it`,
        remedy: `Write ${key} a level higher, or give --${key}`,
      });
  fillOptions(name, architectureOptions, own);
}
