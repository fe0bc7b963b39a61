import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { type Activation, checkActivation, kernelActivation, parametersOf } from './activation.js';
import { checkNumbers } from './convolution.js';
import { runKernel } from './kernel.js';
import { withActivation } from './with-activation.js';
import { withGradients } from './with-gradients.js';

export interface BatchNormOptions {
  /** Added to the variance. Default 1e-3, as in Keras and tfjs. */
  epsilon?: number;
  /** Mean and variance of inference, [channels] each. Without them those of `x` are taken, as in training. */
  moving?: { mean: tf.Tensor1D; variance: tf.Tensor1D };
  /** In training: moving averages, [channels] each, that shall count in what is returned as mean and variance. */
  averages?: { mean: tf.Tensor1D; variance: tf.Tensor1D };
  /** Of the averages. Default 0.99, as in Keras and tfjs. */
  momentum?: number;
}

type Normalized<T extends tf.Tensor> = { y: T; mean: tf.Tensor1D; variance: tf.Tensor1D };

/**
 * Batch normalization and a function of every element as one operation, with its gradient, for every channel (the last dimension).
 *
 *     y = activation(gamma (x - mean) / sqrt(variance + epsilon) + beta)
 *
 * Ioffe and Szegedy (arXiv 1502.03167). `x` has any rank and elements; `gamma` and `beta` are [channels]. In training `mean` and
 * (biased) `variance` are those of `x`, with `moving` constants. They are returned, or, with `averages`, the averages with
 * them counted in, as Keras does it: `average - (average - value) (1 - momentum)`. No gradient flows through these; the caller owns them.
 *
 * @example
 * const { y, mean, variance } = batchNormRectified(x, gamma, beta, new ReLU().elementwise({ training: true }));
 */
export function batchNormRectified<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  activation: Activation,
  options: BatchNormOptions = {},
): Normalized<T> {
  const channels = x.shape.at(-1) ?? 0;
  if (x.dtype !== 'float32' || x.size === 0)
    throw new InputError({
      what: 'input of a batch normalization',
      expected: 'float32 [..., channels] with elements',
      got: `${x.dtype} [${x.shape}]`,
    });
  checkNormalization(channels, { gamma, beta, ...options });
  checkActivation(activation, channels);
  return tf.tidy(() =>
    withActivation('batchNormRectified', activation, {
      fused: (activation) => fused(x, gamma, beta, activation, options) as Normalized<T>,
      composed: () => composed(x, gamma, beta, options) as Normalized<T>,
    }),
  );
}

function fused(
  x: tf.Tensor,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  activation: Activation,
  options: BatchNormOptions,
): Normalized<tf.Tensor> {
  const { moving, averages } = options;
  const { epsilon, momentum, training } = batchNormSettings(options);
  const parameters = parametersOf([activation]);
  const attributes = { epsilon, activation: kernelActivation([activation]) };
  const given = moving ? 'moving' : averages ? 'averages' : 'nothing';
  const statistics = moving ?? averages;
  const [y, mean, variance] = withGradients({
    name: 'batchNormRectified',
    inputs: [x, gamma, beta, ...parameters],
    forward: () => {
      const inputs = [
        x,
        gamma,
        beta,
        ...(statistics ? [statistics.mean, statistics.variance] : []),
        ...parameters,
      ];
      const [y, kept, alsoKept, ...made] = runKernel('RectifiedBatchNorm', inputs, {
        ...attributes,
        given,
        momentum,
      }) as [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]];
      const used = moving ? [moving.mean, moving.variance] : made.slice(0, 2);
      return {
        outputs: [y, ...made.slice(-2)],
        saved: [kept, alsoKept, gamma, beta, ...used, ...parameters],
      };
    },
    backward: ([dy], [kept, alsoKept, ...others]) =>
      runKernel('RectifiedBatchNormGrad', [kept!, alsoKept!, dy!, ...others], { ...attributes, training }),
  }) as [tf.Tensor, tf.Tensor1D, tf.Tensor1D];
  // Clones, because the caller may dispose of what was returned but not of `moving`.
  return moving ? { y, ...clones(moving) } : { y, mean, variance };
}

function composed(
  x: tf.Tensor,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  options: BatchNormOptions,
): Normalized<tf.Tensor> {
  const { moving, averages } = options;
  const { epsilon, momentum } = batchNormSettings(options);
  const rows = tf.reshape(x, [-1, gamma.size]);
  const used = (moving ?? tf.moments(rows, 0)) as { mean: tf.Tensor1D; variance: tf.Tensor1D };
  const scale = tf.div(gamma, tf.sqrt(tf.add(used.variance, epsilon)));
  const y = tf.reshape(tf.add(tf.mul(tf.sub(rows, used.mean), scale), beta), x.shape);
  const moved = (average: tf.Tensor1D, value: tf.Tensor1D): tf.Tensor1D =>
    tf.sub(average, tf.mul(tf.sub(average, value), 1 - momentum));
  const statistics = averages
    ? { mean: moved(averages.mean, used.mean), variance: moved(averages.variance, used.variance) }
    : clones(used);
  return { y, ...statistics };
}

function clones({ mean, variance }: NonNullable<BatchNormOptions['moving']>) {
  return { mean: mean.clone(), variance: variance.clone() };
}

/** The settings of a batch normalization that are no tensors, with their defaults. */
export function batchNormSettings({ epsilon = 1e-3, momentum = 0.99, moving }: BatchNormOptions) {
  return { epsilon, momentum, training: moving === undefined };
}

/** Throws unless parameters, statistics and epsilon of a batch normalization of so many channels make sense. */
export function checkNormalization(
  channels: number,
  { gamma, beta, ...options }: BatchNormOptions & { gamma: tf.Tensor; beta: tf.Tensor },
): void {
  const { moving, averages } = options;
  const { epsilon } = batchNormSettings(options);
  for (const [name, tensor] of Object.entries({ gamma, beta, ...moving, ...averages }))
    checkNumbers(`${name} of a batch normalization`, tensor, channels);
  if (moving !== undefined && averages !== undefined)
    throw new InputError({
      what: 'moving and averages of a batch normalization',
      expected: 'moving in inference, averages in training',
      got: 'both',
    });
  if (!(epsilon >= 0))
    throw new InputError({ what: 'epsilon', expected: 'at least 0', got: String(epsilon) });
}
