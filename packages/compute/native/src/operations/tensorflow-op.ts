import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

/** An attribute of a TensorFlow operation. Lists contain whole numbers. */
export type Attribute =
  | string
  | boolean
  | { int: number }
  | { float: number }
  | { floats: readonly number[] }
  | readonly number[];

/** The part of tfjs-node's backend that is used: it runs any TensorFlow operation by name. */
interface TensorFlowBackend {
  binding: Record<'TF_ATTR_STRING' | 'TF_ATTR_BOOL' | 'TF_ATTR_INT' | 'TF_ATTR_FLOAT', number>;
  executeMultipleOutputs(
    name: string,
    attributes: { name: string; type: number; value: unknown }[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/** Runs one of our operations. Errors about its inputs become `InputError`s. */
export function runOperation(
  name: string,
  attributes: Record<string, Attribute>,
  inputs: tf.Tensor[],
  outputs: number,
): tf.Tensor[] {
  const backend = tf.backend() as unknown as TensorFlowBackend;
  const { TF_ATTR_STRING, TF_ATTR_BOOL, TF_ATTR_INT, TF_ATTR_FLOAT } = backend.binding;
  const list = Object.entries(attributes).map(([name, value]) => {
    if (typeof value === 'string') return { name, type: TF_ATTR_STRING, value };
    if (typeof value === 'boolean') return { name, type: TF_ATTR_BOOL, value };
    if ('floats' in value) return { name, type: TF_ATTR_FLOAT, value: value.floats };
    if ('float' in value) return { name, type: TF_ATTR_FLOAT, value: value.float };
    return { name, type: TF_ATTR_INT, value: 'int' in value ? value.int : value };
  });
  try {
    return backend.executeMultipleOutputs(name, list, inputs, outputs);
  } catch (cause) {
    const [, message] = /Invalid TF_Status: 3\s*Message: ([^\n]*)/.exec((cause as Error).message) ?? [];
    if (message === undefined) throw cause;
    throw new InputError({ what: `${name}: ${message}`, cause });
  }
}

/** The two seeds of a noise key, as an operation expects them; an empty tensor if there is no noise. */
export function seedsTensor(seeds: readonly number[]): tf.Tensor1D {
  return tf.tensor1d([...seeds], 'int32');
}
