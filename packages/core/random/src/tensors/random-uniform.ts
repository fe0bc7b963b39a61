import { checkValue, listOf, wholeNumber } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { checkKey } from '../check-key.js';
import { type NoiseKey, seedsOf, uniform } from '../index.js';

const kernelName = 'RectifiedRandomUniform';

/** The part of tfjs-node's backend that is used: any TensorFlow op by name. */
interface TensorFlowBackend extends tf.KernelBackend {
  binding: { TF_ATTR_TYPE: number; TF_FLOAT: number; TF_INT32: number };
  executeSingleOutput(
    name: string,
    attributes: { name: string; type: number; value: number }[],
    inputs: tf.TensorInfo[],
  ): tf.TensorInfo;
}

type Attributes = NoiseKey & { shape: number[] };

// Also for tfjs-node-gpu, whose backend has the same name. Another copy of this package (ESM beside CommonJS) may
// have registered it already.
if (!tf.getKernel(kernelName, 'tensorflow')) {
  tf.registerKernel({
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: ({ backend, attrs }) => {
      const { binding, executeSingleOutput } = backend as TensorFlowBackend;
      const { shape, ...key } = attrs as unknown as Attributes;
      const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
      const inputs = [tf.tensor1d(shape, 'int32'), tf.tensor1d(seedsOf(key), 'int32')];
      const numbers = executeSingleOutput.call(
        backend,
        'StatelessRandomUniform',
        [type('dtype', binding.TF_FLOAT), type('T', binding.TF_INT32), type('Tseed', binding.TF_INT32)],
        inputs,
      );
      tf.dispose(inputs);
      return numbers;
    },
  });
}

/**
 * A float32 tensor of uniform random numbers in [0, 1), the same on every backend, bit for bit:
 * {@link uniform}`(size, key)`.
 *
 * On tfjs-node, TensorFlow draws them itself (`StatelessRandomUniform`, several times faster); elsewhere
 * they are drawn in TypeScript and uploaded. To give a backend its own implementation, register the kernel
 * `RectifiedRandomUniform` (attributes `shape`, `seed`, `stream`, `step`) with tfjs. Not differentiable: it has no
 * inputs to differentiate by.
 *
 * @example
 * const noise = randomUniform([100, 32, 32, 192], { seed: 1, stream: streamOf('act1'), step: 0 });
 */
export function randomUniform(shape: readonly number[], key: NoiseKey): tf.Tensor {
  checkValue('shape', shape, listOf(wholeNumber(), 'a list of whole numbers from 0'));
  const { seed, stream, step } = checkKey(key);
  if (tf.getKernel(kernelName, tf.getBackend()))
    return tf.engine().runKernel(kernelName, {}, { shape: [...shape], seed, stream, step }) as tf.Tensor;
  return tf.tensor(uniform(tf.util.sizeFromShape([...shape]), key), [...shape]);
}
