import { nativeLoaded } from '@rectified/native';
import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { type Plan, planOf } from './plan.js';

const plans = new WeakMap<tfl.LayersModel, Plan>();

/**
 * The output of a model with one input and one output, as `model.apply(x, { training })` gives it, up to rounding. Where
 * the kernels of `@rectified/native` are loaded, layers that follow each other are computed as one operation: a convolution
 * with its batch normalization and its rectifier, a pooling with its dropout; so are 1 x 1 convolutions of the same input.
 * The model stays as it is.
 *
 * `x` stays the caller's; so is the output. Call it in a `tf.tidy`.
 *
 * @example
 * const logits = tf.tidy(() => applyModel(model, images, { training: false }));
 */
export function applyModel(
  model: tfl.LayersModel,
  x: tf.Tensor,
  { training }: { readonly training: boolean },
): tf.Tensor {
  if (!nativeLoaded()) return model.apply(x, { training }) as tf.Tensor;
  const plan = plans.get(model) ?? planOf(model);
  plans.set(model, plan);
  const values = new Map([[plan.input, x]]);
  for (const { inputs, outputs, run, inputGradient, finished } of plan.steps) {
    const given = inputs.map((id) => values.get(id)!);
    run(given, { training, inputGradient }).forEach((y, i) => {
      values.set(outputs[i]!, y);
    });
    // tfjs would keep all that is not needed any more until the pass has ended. What the gradients need is kept by them.
    for (const id of finished) values.get(id)!.dispose();
  }
  return values.get(plan.output)!;
}
