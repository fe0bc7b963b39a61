import { InputError } from '@rectified/errors';
import type { Activation, BatchNormOptions } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { inBackwardPass } from './backward-pass.js';
import { checkNumbers } from './convolution.js';
import { elementwiseInputs, listAttributes, seedTensors } from './elementwise.js';
import { nothing, runOperation } from './operations/tensorflow-op.js';

/**
 * Batch normalization and a function of every element as one operation, with its gradient, for every channel (the last dimension).
 *
 *     y = activation(gamma (x - mean) / sqrt(variance + epsilon) + beta)
 *
 * Ioffe and Szegedy (arXiv 1502.03167). `x` has any rank; `gamma` and `beta` are [channels]. In training `mean` and
 * (biased) `variance` are those of `x`, with `moving` constants. They are returned, or, with `averages`, the averages with
 * them counted in, as Keras does it: `average - (average - value) (1 - momentum)`. No gradient flows through these.
 *
 * Where the activation is two lines through 0 and neither their slopes nor `gamma` are close to 0, the gradient is computed
 * from `y`, and `x` is not kept (In-Place ABN, arXiv 1712.02616); else `x` is kept, as of a ReLU.
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
): { y: T; mean: tf.Tensor1D; variance: tf.Tensor1D } {
  const { moving, averages } = options;
  const { epsilon, momentum, training } = batchNormSettings(options);
  const channels = x.shape.at(-1) ?? 0;
  if (x.dtype !== 'float32' || x.size === 0)
    throw new InputError({
      what: 'input of a batch normalization',
      expected: 'float32 [..., channels] with elements',
      got: `${x.dtype} [${x.shape}]`,
    });
  checkNormalization(channels, { gamma, beta, ...options });

  return tf.tidy(() => {
    const call = elementwiseInputs(activation, channels);
    const learned = [...call.parameters];
    const all = { ...call.attributes, ...listAttributes([call]), epsilon: { float: epsilon } };
    const old = averages ?? { mean: nothing(), variance: nothing() };
    const share = { float: 1 - momentum };
    const [mean, variance, ...moved] = (
      moving === undefined
        ? runOperation('RectifiedMoments', { share }, [x, old.mean, old.variance], 4)
        : [moving.mean, moving.variance]
    ) as [tf.Tensor1D, tf.Tensor1D, ...tf.Tensor1D[]];
    const normalize = tf.customGrad((...args) => {
      const save = args.at(-1) as tf.GradSaveFunc;
      const inputs = args.slice(0, -1) as tf.Tensor[];
      const [y, kept, keptIsOutput] = runOperation(
        'RectifiedBatchNorm',
        all,
        [x, gamma, beta, mean, variance, ...learned, ...seedTensors([call])],
        3,
      ) as [tf.Tensor, tf.Tensor, tf.Tensor];
      save([kept, keptIsOutput, gamma, beta, mean, variance, ...learned]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
        inBackwardPass({ name: 'batchNormRectified', inputs, outputs: [y] }, [dy], saved, () => {
          const [kept, keptIsOutput, ...parameters] = saved as [tf.Tensor, tf.Tensor, ...tf.Tensor[]];
          const gradients = runOperation(
            'RectifiedBatchNormGrad',
            { ...all, training },
            [kept, keptIsOutput, dy, ...parameters, ...seedTensors([call])],
            3 + learned.length,
          );
          const own = gradients.slice(3).map((gradient, i) => tf.reshape(gradient, learned[i]!.shape));
          return [...gradients.slice(0, 3), ...own];
        });
      return { value: y, gradFunc };
    });
    const y = call.after(normalize(x, gamma, beta, ...learned)) as T;
    // Clones, because the caller may dispose of what was returned but not of `moving`.
    return averages === undefined
      ? { y, mean: mean.clone(), variance: variance.clone() }
      : { y, mean: moved[0]!, variance: moved[1]! };
  });
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
