import type { ImageShape } from '@rectified/dataset';
import { checkValue } from '@rectified/errors';
import { fuse, type ModelPlan } from '@rectified/fuse';
import { describeModel, type ModelDescription } from '@rectified/layers';
import { initializers } from '@tensorflow/tfjs-layers';
import { buildFor, loadArchitecture } from './architectures.js';
import * as checks from './checks.js';
import type { ExperimentConfig } from './experiment-config.js';
import { loadActivation } from './load-activation.js';
import { useBackend } from './use-backend.js';

export interface DescribeOptions {
  /** Default: the paper's. */
  readonly classes?: number;
  /** Shape of the images as they reach the network. Default: the paper's. */
  readonly shape?: ImageShape;
}

/** The layers of a network and their costs. */
export interface ArchitectureDescription extends ModelDescription {
  readonly architecture: string;
  /** A title for people: `Network in Network with PReLU`. */
  readonly title: string;
  /** The activation, as it was requested. */
  readonly activation: string;
  readonly shape: ImageShape;
  readonly classes: number;
  /** Which layers `fuse` of `@rectified/fuse` computes together. */
  readonly plan: ModelPlan;
}

/**
 * The layers of the network that `config` names, with its activation, and their sizes and costs.
 *
 * @example
 * const { config } = await mergeConfig({ architecture: 'ndsb-net', activation: 'prelu' });
 * (await describeArchitecture(config)).parameters; // => 17455385
 */
export async function describeArchitecture(
  config: ExperimentConfig,
  options: DescribeOptions = {},
): Promise<ArchitectureDescription> {
  const { architecture, activation } = checkValue('configuration', config, checks.config);
  checkValue('options of describeArchitecture', options, checks.options);
  const { description } = await loadArchitecture(architecture);
  const { title, published } = description;
  const { classes = published.classes, shape = published.shape } = options;
  const arm = await loadActivation(activation);
  await useBackend({ backend: config.backend });
  // Zeros, because drawing millions of weights takes seconds.
  const zeros = { ...config, initialization: () => initializers.zeros() };
  const model = buildFor(description, zeros, { arm, classes, shape });
  try {
    return {
      architecture,
      title: `${title} with ${arm.title}`,
      activation,
      shape,
      classes,
      ...describeModel(model),
      plan: fuse(model).plan,
    };
  } finally {
    model.dispose();
  }
}
