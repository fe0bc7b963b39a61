import {
  checkOptions,
  checkValue,
  either,
  having,
  InputError,
  listOf,
  optional,
  renamed,
  trueOrFalse,
} from '@rectified/errors';
import { nativeLoaded } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { type Graph, graphOf } from './graph-of.js';
import { runGraph } from './run-plan.js';

/** How a model is applied. */
export interface ApplyOptions {
  /** Dropout, random rectifiers and batch normalization do what they do in training. Default false. */
  readonly training?: boolean;
}

/**
 * What `model.apply(x, { training })` gives, up to rounding, with its gradients by every weight and by the input; with the
 * same noise, and the same changes of moving statistics. One output is a tensor, several are a list: so are inputs.
 *
 * Where the kernels of `@rectified/native` are loaded, layers that follow each other are computed as one operation: a
 * convolution with its batch normalization and its rectifier, a pooling with its dropout; so are 1 x 1 convolutions of the
 * same input. Layers with a `call` of their own, with a mask, or with anything else that is unusual are called as they are.
 * The model stays as it is, and may be changed from one call to the next.
 *
 * `x` stays the caller's; so is the output.
 *
 * @example
 * const logits = applyModel(model, images, { training: false });
 */
export function applyModel<Y extends tf.Tensor | tf.Tensor[] = tf.Tensor>(
  model: tfl.LayersModel,
  x: tf.Tensor | tf.Tensor[],
  options: ApplyOptions = {},
): Y {
  return run(model, x, options, true) as Y;
}

/** As {@link applyModel}, for an input that nobody asks the gradient of, such as images: that spares its part. */
export function applyToData(model: tfl.LayersModel, x: tf.Tensor, options: ApplyOptions): tf.Tensor {
  return run(model, x, options, false) as tf.Tensor;
}

const tensor = having('a tensor', 'shape', 'dtype', 'dataId');

const foreignOptions = { boolean: renamed('training') };

function run(
  model: tfl.LayersModel,
  x: tf.Tensor | tf.Tensor[],
  options: ApplyOptions,
  inputGradient: boolean,
): tf.Tensor | tf.Tensor[] {
  checkValue('model', model, having('a model of tfjs-layers', 'inputs', 'outputs', 'layers'));
  checkValue('input of the model', x, either(tensor, listOf(tensor, 'a list of tensors', [1])));
  const { training } = checkOptions(
    'applyModel',
    options,
    { training: optional(trueOrFalse) },
    foreignOptions,
  );
  const graph = canFuse() ? graphOf(model) : undefined;
  if (graph === undefined) return model.apply(x, { training }) as tf.Tensor | tf.Tensor[];
  const given = inputsOf(graph, x);
  const outputs = runGraph(graph, given, { kwargs: { training }, inputGradient });
  return outputs.length === 1 ? outputs[0]! : outputs;
}

/** A gradient within a gradient is something that the fused operations don't have. */
function canFuse(): boolean {
  return nativeLoaded() && tf.engine().state.gradientDepth < 2;
}

function inputsOf({ inputs }: Graph, x: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
  const given = [x].flat();
  if (given.length !== inputs.length)
    throw new InputError({
      what: 'the inputs of a model',
      expected: `${inputs.length} (${inputs.map(({ name }) => name).join(', ')})`,
      got: `${given.length}`,
    });
  return given;
}
