import { layersWithin } from '@rectified/layers';
import { seedNoise } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { graphOf } from '../src/graph-of.js';
import { fuse } from '../src/index.js';
import { runGraph } from '../src/run-plan.js';
import { hasRoom } from './has-room.js';
import { type GraphSpec, type RandomGraph, randomGraph, restoreClasses } from './random-graphs.js';

/** A way to apply a model. */
export type Apply = (model: tfl.LayersModel, inputs: tf.Tensor[], training: boolean) => tf.Tensor[];
const asTfjs: Apply = (model, inputs, training) =>
  [model.apply(inputs, { training }) as tf.Tensor | tf.Tensor[]].flat();
export const asFused: Apply = (model, inputs, training) =>
  [fuse(model).apply<tf.Tensor | tf.Tensor[]>(inputs, { training })].flat();
/** With noise that comes with the call, not from what the layers have. */
export const asKeyed: Apply = (model, inputs, training) => {
  seedNoise(withParts(model.layers), { seed: 99, step: 1 });
  const options = { training, noise: { seed: 3, step: 5 } };
  return [fuse(model).apply<tf.Tensor | tf.Tensor[]>(inputs, options)].flat();
};
const withParts = (layers: tfl.LayersModel['layers']): tfl.LayersModel['layers'] =>
  layers.flatMap((layer) => [layer, ...withParts(layersWithin(layer))]);
export const asPlanned: Apply = (model, inputs, training) => {
  const graph = graphOf(model);
  if (graph === undefined) return asTfjs(model, inputs, training);
  return runGraph(graph, inputs, { kwargs: { training }, inputGradient: true, fuse: false });
};

/** What a pass gives, by name. */
type Outcome = Record<string, Float32Array | Int32Array | Uint8Array>;

/** Outputs, gradients by every weight and input, weights after the pass, and how often noise was drawn. */
function pass(graph: RandomGraph, apply: Apply, training: boolean, gradients = true): Outcome {
  const { model, inputs, layers } = graph;
  return tf.tidy(() => {
    const before = model.getWeights().map((weight) => weight.clone());
    seedNoise(layers, { seed: 3, step: 5 });
    const floats = inputs.filter(({ dtype }) => dtype === 'float32');
    const xs = [...floats, ...model.trainableWeights.map((weight) => weight.read())];
    let outputs: tf.Tensor[] = [];
    const loss = () => {
      outputs = apply(model, inputs, training).map((y) => tf.keep(y));
      return tf.addN(outputs.map(weighted)) as tf.Scalar;
    };
    const grads: (tf.Tensor | undefined)[] = gradients
      ? tf.engine().gradients(loss, xs, undefined, true).grads
      : [];
    if (!gradients) loss();
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

/** The outcome, or why there is none. */
function attempt(graph: RandomGraph, apply: Apply, training: boolean, gradients?: boolean): Outcome | Error {
  try {
    return pass(graph, apply, training, gradients);
  } catch (error) {
    return error as Error;
  }
}

const largest = (numbers: ArrayLike<number>) =>
  Array.from(numbers).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/**
 * Whether there was something to compare. Throws where an outcome is not that of tfjs. Rounding may differ as much as the
 * network itself makes of a rounding of what goes in: a gradient that is 0 but for rounding (of a bias before a batch
 * normalization), or one on the edge between the two sides of a rectifier.
 */
export function comparePasses(
  graph: RandomGraph,
  apply: Apply,
  training: boolean,
  gradients = true,
): boolean {
  const expected = attempt(graph, asTfjs, training, gradients);
  const actual = attempt(graph, apply, training, gradients);
  if (expected instanceof Error) {
    // After inference tfjs disposes of a tensor too early that one layer takes twice, and another one after it.
    const tooEarly = !training && /is disposed|reading 'backend'/.test(expected.message);
    // Layers of tfjs refuse what has another size than they were built for, also where that makes no difference.
    const refused = /is incompatible with layer/.test(expected.message);
    if (!(actual instanceof Error || tooEarly || refused))
      throw new Error(`computes what tfjs does not: ${expected.message}`);
    // Some layers of tfjs have no gradient.
    return gradients && comparePasses(graph, apply, training, false);
  }
  if (actual instanceof Error) throw actual;
  if (Object.keys(actual).join() !== Object.keys(expected).join())
    throw new Error(`gave ${Object.keys(actual)} for ${Object.keys(expected)}`);
  // What comes with a call is not counted on.
  if (apply === asKeyed) actual.noise = expected.noise!;
  const wrong = Object.keys(expected).filter((name) => !agree(actual[name]!, expected[name]!, () => 0));
  if (wrong.length === 0) return true;
  const slopes = Object.entries(expected).filter(([name]) => name.startsWith('gradient'));
  const steepest = Math.max(...slopes.map(([, numbers]) => largest(numbers)));
  const moved = [1, 2, 3, 4, 5, 6].map((seed) => perturbed(graph, seed, training, gradients));
  for (const name of wrong) {
    // Sums of what goes up and down as steeply as another gradient, and leaves nothing.
    const rounding = name.startsWith('gradient') ? 1e-6 * steepest : 0;
    const spread = (at: number) =>
      moved.reduce(
        (most, other) => Math.max(most, Math.abs((other[name]?.[at] ?? 0) - expected[name]![at]!)),
        rounding,
      );
    if (!agree(actual[name]!, expected[name]!, spread))
      throw new Error(
        `${name}${training ? ' in training' : ''}: ${show(actual[name]!)} instead of ${show(expected[name]!)}`,
      );
  }
  return true;
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
function perturbed(graph: RandomGraph, seed: number, training: boolean, gradients: boolean): Outcome {
  const { model, inputs } = graph;
  const before = model.getWeights().map((weight) => weight.clone());
  const shake = (x: tf.Tensor) =>
    x.dtype === 'float32'
      ? tf.mul(x, tf.add(1, tf.mul(tf.randomUniform(x.shape, -1, 1, 'float32', seed), 1e-5)))
      : x;
  model.setWeights(before.map(shake));
  const outcome = pass({ ...graph, inputs: inputs.map(shake) }, asTfjs, training, gradients);
  model.setWeights(before);
  return outcome;
}

const show = (numbers: ArrayLike<number>) =>
  `[${Array.from(numbers)
    .slice(0, 6)
    .map((value) => value.toPrecision(5))
    .join(', ')}${numbers.length > 6 ? ', ...' : ''}]`;

/**
 * Throws unless the network of these numbers gives what tfjs gives, in training and inference, also after each of some changes.
 * Returns how many of these passes tfjs could do.
 */
export function checkGraph(spec: GraphSpec, apply: Apply): { compared: number; of: number } {
  const graph = randomGraph(spec);
  const shapes = graph.inputs.map(({ shape }) => shape);
  const both = () => [true, false].map((training) => comparePasses(graph, apply, training));
  try {
    const passes = both();
    for (const change of graph.changes) {
      change();
      if (!hasRoom(graphOf(graph.model) ?? graph.model, shapes)) break;
      passes.push(...both());
    }
    return { compared: passes.filter(Boolean).length, of: passes.length };
  } finally {
    restoreClasses();
  }
}
