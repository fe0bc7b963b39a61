import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';

/** One of a model's weights, learned or not. */
export type Weight = tfl.LayersModel['weights'][number];

/** Tensors as bytes, in tfjs's format: the arrays one after another, and a specification of each. */
export interface EncodedTensors {
  readonly data: ArrayBuffer;
  readonly specs: tf.io.WeightsManifestEntry[];
}

/**
 * A weight's name as the layer gave it: `conv1/kernel`. (tfjs makes `name` unique in the process by a suffix that
 * depends on which other models there were.)
 */
export const nameOf = (weight: Weight): string => weight.originalName;

/** The weight's tfjs variable. */
export const variableOf = (weight: Weight): tf.Variable => weight.read() as tf.Variable;

/** The weights' values under their names. */
export async function encode(
  tensors: readonly { name: string; tensor: tf.Tensor }[],
): Promise<EncodedTensors> {
  const { data, specs } = await tf.io.encodeWeights([...tensors]);
  return { data, specs };
}

/** The name of a tensor with a value that is NaN or infinite, if there is one. */
export function firstNonFinite({ data, specs }: EncodedTensors): string | undefined {
  let offset = 0;
  for (const { name, shape, dtype } of specs) {
    const size = tf.util.sizeFromShape(shape);
    if (dtype === 'float32' && !new Float32Array(data, offset, size).every(Number.isFinite)) return name;
    offset += size * bytesPer(dtype);
  }
  return undefined;
}

/** Throws an InputError if the data do not have the length that the specifications say. */
export function checkLength({ data, specs }: EncodedTensors, file: string): void {
  const bytes = specs.reduce(
    (sum, { shape, dtype }) => sum + tf.util.sizeFromShape(shape) * bytesPer(dtype),
    0,
  );
  if (data.byteLength !== bytes)
    throw new InputError({
      what: 'damaged',
      expected: `${bytes} bytes`,
      got: `${data.byteLength} bytes`,
      file,
    });
}

/**
 * Tensors by name, each checked against the required shape; the caller must dispose of them. Throws an InputError if one
 * is missing, has another shape or is unknown, or if the data are truncated.
 */
export function decode(
  encoded: EncodedTensors,
  shapes: Readonly<Record<string, readonly number[]>>,
  file: string,
): Record<string, tf.Tensor> {
  checkLength(encoded, file);
  const { data, specs } = encoded;
  const remedy = 'Build the model as the run did: the same architecture, width, classes and activation';
  for (const name of Object.keys(shapes))
    if (!specs.some((spec) => spec.name === name))
      throw new InputError({
        what: `has no "${name}"`,
        got: specs.map((spec) => spec.name).join(', '),
        file,
        remedy,
      });
  for (const { name, shape } of specs) {
    const expected = shapes[name];
    if (expected === undefined || !tf.util.arraysEqual([...expected], shape))
      throw new InputError({
        what: `"${name}" does not fit the model`,
        expected: expected === undefined ? 'no such variable' : `shape [${expected}]`,
        got: `shape [${shape}]`,
        file,
        remedy,
      });
  }
  return tf.io.decodeWeights(data, specs);
}

/** The size of a value of the types that tfjs-layers uses for weights. */
const bytesPer = (dtype: string) => tf.util.bytesPerElement(dtype as 'float32');
