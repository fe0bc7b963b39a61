import { seedNoise } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { applyModel } from '../src/index.js';
import { graphOf } from '../src/network/graph-of.js';
import { runGraph } from '../src/network/run-plan.js';
import { type GraphSpec, type RandomGraph, randomGraph } from './random-graphs.js';

/** A way to apply a model. */
export type Apply = (model: tfl.LayersModel, inputs: tf.Tensor[], training: boolean) => tf.Tensor[];
const asTfjs: Apply = (model, inputs, training) =>
  [model.apply(inputs, { training }) as tf.Tensor | tf.Tensor[]].flat();
export const asFused: Apply = (model, inputs, training) =>
  [applyModel<tf.Tensor | tf.Tensor[]>(model, inputs, { training })].flat();
export const asPlanned: Apply = (model, inputs, training) =>
  runGraph(graphOf(model)!, inputs, { kwargs: { training }, inputGradient: true, fuse: false });

/** What a pass gives, by name. */
type Outcome = Record<string, Float32Array | Int32Array | Uint8Array>;

/** Outputs, gradients by every weight and input, weights after the pass, and how often noise was drawn. */
function pass({ model, inputs, layers }: RandomGraph, apply: Apply, training: boolean): Outcome {
  return tf.tidy(() => {
    const before = model.getWeights().map((weight) => weight.clone());
    seedNoise(layers, { seed: 3, step: 5 });
    const floats = inputs.filter(({ dtype }) => dtype === 'float32');
    const xs = [...floats, ...model.trainableWeights.map((weight) => weight.read())];
    let outputs: tf.Tensor[] = [];
    const { grads } = tf.engine().gradients(
      () => {
        outputs = apply(model, inputs, training).map((y) => tf.keep(y));
        return tf.addN(outputs.map(weighted)) as tf.Scalar;
      },
      xs,
      undefined,
      true,
    );
    const named = (prefix: string, tensors: readonly (tf.Tensor | undefined)[]) =>
      tensors.map((tensor, at) => [`${prefix} ${at}`, tensor?.dataSync() ?? new Float32Array(0)] as const);
    const outcome = Object.fromEntries([
      ...named('output', outputs),
      ...named('gradient of input', grads.slice(0, floats.length)),
      ...model.trainableWeights.map(({ originalName }, at) => [
        `gradient of ${originalName}`,
        grads[floats.length + at]?.dataSync() ?? new Float32Array(0),
      ]),
      ...model.weights.map((weight) => [weight.originalName, weight.read().dataSync()]),
      ['noise', Int32Array.from(layers, (layer) => (layer as { noise?: { step: number } }).noise?.step ?? 0)],
    ]) as Outcome;
    tf.dispose(outputs);
    model.setWeights(before);
    return outcome;
  });
}

/** A number in which every element counts. */
function weighted(y: tf.Tensor): tf.Tensor {
  const factors = tf.cos(tf.mul(tf.range(0, y.size), 0.7));
  return tf.sum(tf.mul(tf.reshape(tf.cast(y, 'float32'), [-1]), factors));
}

/** The outcome, or that there is none. */
function attempt(graph: RandomGraph, apply: Apply, training: boolean): Outcome | undefined {
  try {
    return pass(graph, apply, training);
  } catch {
    return undefined;
  }
}

const largest = (numbers: ArrayLike<number>) =>
  Array.from(numbers).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/**
 * Throws where an outcome is not that of tfjs. Rounding may differ as much as the network itself makes of a rounding of
 * what goes in: a gradient that is 0 but for rounding (of a bias before a batch normalization), or one on the edge between
 * the two sides of a rectifier.
 */
function compare(graph: RandomGraph, apply: Apply, training: boolean): void {
  const expected = attempt(graph, asTfjs, training);
  const actual = attempt(graph, apply, training);
  if (expected === undefined || actual === undefined) {
    if (expected === actual) return;
    // Once more, for the message.
    pass(graph, expected === undefined ? asTfjs : apply, training);
    throw new Error('threw once');
  }
  if (Object.keys(actual).join() !== Object.keys(expected).join())
    throw new Error(`gave ${Object.keys(actual)} for ${Object.keys(expected)}`);
  const wrong = Object.keys(expected).filter((name) => !agree(actual[name]!, expected[name]!, () => 0));
  if (wrong.length === 0) return;
  const moved = [1, 2, 3, 4, 5, 6].map((seed) => perturbed(graph, seed, training));
  for (const name of wrong) {
    const spread = (at: number) =>
      moved.reduce(
        (most, other) => Math.max(most, Math.abs((other[name]?.[at] ?? 0) - expected[name]![at]!)),
        0,
      );
    if (!agree(actual[name]!, expected[name]!, spread))
      throw new Error(
        `${name}${training ? ' in training' : ''}: ${show(actual[name]!)} instead of ${show(expected[name]!)}`,
      );
  }
}

function agree(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  spread: (at: number) => number,
): boolean {
  // A weight that an output does not depend on has no gradient, or one of 0.
  if (expected.length === 0) return largest(actual) === 0;
  if (actual.length !== expected.length) return false;
  const scale = largest(expected);
  return Array.from(expected).every((value, at) => {
    if (!Number.isFinite(value)) return !Number.isFinite(actual[at]!);
    return Math.abs(actual[at]! - value) <= 1e-4 * scale + 1e-7 + 10 * spread(at);
  });
}

/** The outcome of tfjs where inputs and weights are a little different. */
function perturbed(graph: RandomGraph, seed: number, training: boolean): Outcome {
  const { model, inputs } = graph;
  const before = model.getWeights().map((weight) => weight.clone());
  const shake = (x: tf.Tensor) =>
    x.dtype === 'float32'
      ? tf.mul(x, tf.add(1, tf.mul(tf.randomUniform(x.shape, -1, 1, 'float32', seed), 1e-5)))
      : x;
  model.setWeights(before.map(shake));
  const outcome = pass({ ...graph, inputs: inputs.map(shake) }, asTfjs, training);
  model.setWeights(before);
  return outcome;
}

const show = (numbers: ArrayLike<number>) =>
  `[${Array.from(numbers)
    .slice(0, 6)
    .map((value) => value.toPrecision(5))
    .join(', ')}${numbers.length > 6 ? ', ...' : ''}]`;

/** Throws unless the network of these numbers gives what tfjs gives, in training and inference, also after a change. */
export function checkGraph(spec: GraphSpec, apply: Apply): void {
  const graph = randomGraph(spec);
  for (const training of [true, false]) compare(graph, apply, training);
  if (spec.change.kind === 'nothing') return;
  graph.change();
  for (const training of [true, false]) compare(graph, apply, training);
}

