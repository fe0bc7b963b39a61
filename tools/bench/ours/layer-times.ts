import { performance } from 'node:perf_hooks';
import type { Batch } from '@rectified/dataset';
import { describeModel } from '@rectified/layers';
import { nativeLoaded } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { planOf } from '../../../packages/compute/fuse/src/plan.ts';
import { runPlan, runStep } from '../../../packages/compute/fuse/src/run-plan.ts';
import type { LayerTime } from '../protocol.ts';
import { median } from '../statistics.ts';

/**
 * Measures every operation of the network's plan in a training step: medians of `rounds` steps.
 *
 * Works like `fuse(model).apply`, but adds a mark after every operation: a function that returns its input and, in the backward
 * pass, its gradient. tfjs's backward pass runs in reverse order, so everything between two marks belongs to one operation, even
 * with branches. tfjs-node finishes computing before it returns, so elapsed times are correct.
 */
export function layerTimes(model: tfl.LayersModel, { pixels, shape }: Batch, rounds = 3): LayerTime[] {
  const { layers } = describeModel(model);
  const macs = new Map(layers.map((layer) => [layer.name, layer.macs]));
  const times = Array.from({ length: rounds + 1 }, () => tf.tidy(() => once(model, pixels, shape))).slice(1);
  return planOf(model, { fuse: nativeLoaded() }).steps.map((step, at) => ({
    layers: step.layers.map(({ name }) => name),
    macs: step.layers.reduce((sum, { name }) => sum + macs.get(name)!, 0) * shape[0],
    forward: median(times.map((time) => time.forward[at]!)),
    backward: median(times.map((time) => time.backward[at]!)),
  }));
}

function once(model: tfl.LayersModel, pixels: Uint8Array, shape: Batch['shape']) {
  const plan = planOf(model, { fuse: nativeLoaded() });
  const numbers = Float32Array.from(pixels, (byte) => byte / 128 - 1);
  const forward = new Array<number>(plan.steps.length).fill(0);
  const backward = new Array<number>(plan.steps.length).fill(0);
  let at = plan.steps.length;
  let last = 0;
  /** Stops the time of the current operation of the backward pass, and starts that of the next. */
  const reach = (next: number) => {
    const now = performance.now();
    if (at < plan.steps.length) backward[at]! += now - last;
    [at, last] = [next, now];
  };
  tf.variableGrads(() => {
    const x = tf.tensor(numbers, [...shape]);
    const pass = { kwargs: { training: true }, inputGradient: false };
    const [output] = runPlan(plan, [x], pass, (step, values, pass) => {
      const at = plan.steps.indexOf(step);
      const start = performance.now();
      const ys = runStep(step, values, pass);
      forward[at] = performance.now() - start;
      const after = ys.map((y) => marked(y, () => reach(at)));
      step.outputs.forEach((id, i) => {
        values.tensors.set(id, after[i]!);
      });
      return after;
    });
    return tf.mean(output!) as tf.Scalar;
  });
  reach(plan.steps.length);
  return { forward, backward };
}

/** Returns `x`, and calls `reached` when the backward pass gets here. */
function marked(x: tf.Tensor, reached: () => void): tf.Tensor {
  const mark = tf.customGrad((x) => ({
    value: tf.clone(x as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => {
      reached();
      return dy;
    },
  }));
  return mark(x);
}
