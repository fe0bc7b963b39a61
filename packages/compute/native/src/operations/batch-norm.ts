import type { FusedKernels } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { nativeKernel, shapedAs } from './kernel.js';
import { rowAttributes, seedTensors } from './row-attributes.js';
import { type Attribute, runOperation } from './tensorflow-op.js';

/**
 * If the activation consists of two lines through 0, and neither their slopes nor gamma are close to 0, the gradient keeps y (In-Place
 * ABN, arXiv 1712.02616); otherwise, as for ReLU, it keeps x.
 */
export const batchNorm = nativeKernel('RectifiedBatchNorm', (inputs, attributes) => {
  const { given, momentum, activation } = attributes;
  const own = ownAttributes(attributes);
  const [x, gamma, beta, ...others] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]];
  const parametersAt = given === 'nothing' ? 0 : 2;
  const nothing = () => tf.tensor1d([]);
  const statistics = given === 'nothing' ? [nothing(), nothing()] : others.slice(0, parametersAt);
  const made =
    given === 'moving'
      ? []
      : runOperation('RectifiedMoments', { share: { float: 1 - momentum } }, [x, ...statistics], 4);
  const used = given === 'moving' ? statistics : made.slice(0, 2);
  const normalized = runOperation(
    'RectifiedBatchNorm',
    own,
    [x, gamma, beta, ...used, ...others.slice(parametersAt), ...seedTensors(activation)],
    3,
  );
  return [...normalized, ...made.slice(0, given === 'averages' ? 4 : 2)];
});

export const batchNormGrad = nativeKernel('RectifiedBatchNormGrad', (inputs, attributes) => {
  const parameters = inputs.slice(7);
  const gradients = runOperation(
    'RectifiedBatchNormGrad',
    { ...ownAttributes(attributes), training: attributes.training },
    [...inputs, ...seedTensors(attributes.activation)],
    3 + parameters.length,
  );
  return [...gradients.slice(0, 3), ...shapedAs(parameters, gradients.slice(3))];
});

function ownAttributes({
  epsilon,
  activation,
}: Pick<FusedKernels['RectifiedBatchNorm'], 'epsilon' | 'activation'>): Record<string, Attribute> {
  return { ...rowAttributes(activation), epsilon: { float: epsilon } };
}
