import { compileSteps } from '@rectified/compiled';
import { everyLayerOf } from '@rectified/layers';
import { isStochastic, seedNoise, streamOf } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { graphOf } from '../src/graph-of.js';
import { fuse } from '../src/index.js';
import { runGraph } from '../src/run-plan.js';
import { hasRoom } from './has-room.js';
import { type GraphSpec, type RandomGraph, randomGraph, restoreClasses } from './random-graphs.js';

/** A way to apply a model. */
type Apply = (model: tfl.LayersModel, inputs: tf.Tensor[], training: boolean) => tf.Tensor[];

/** What a pass gives, by name. */
type Outcome = Record<string, Float32Array | Int32Array | Uint8Array>;

/**
 * A way to make a pass: outputs, gradients by every weight and input, weights after the pass and, if layers count it, how often noise was
 * drawn.
 */
export type Way = (graph: RandomGraph, training: boolean, gradients: boolean) => Outcome;

const noise = { seed: 3, step: 5 };

const asTfjs = counting((model, inputs, training) =>
  [model.apply(inputs, { training }) as tf.Tensor | tf.Tensor[]].flat(),
);
export const asFused = counting((model, inputs, training) =>
  [fuse(model).apply<tf.Tensor | tf.Tensor[]>(inputs, { training })].flat(),
);
export const asPlanned = counting((model, inputs, training) => {
  const graph = graphOf(model);
  return graph === undefined
    ? [model.apply(inputs, { training }) as tf.Tensor | tf.Tensor[]].flat()
    : runGraph(graph, inputs, { kwargs: { training }, inputGradient: true, fuse: false });
});
/** With noise that comes with the call, not from what the layers have. */
export const asKeyed: Way = (graph, training, gradients) => {
  seedNoise(everyLayerOf(graph.model), { seed: 99, step: 1 });
  const { inputs } = graph;
  return restoring(graph, () => read(results(graph, keyed(noise.step), { inputs, training, gradients })));
};
/** In one TensorFlow function, recorded with all weights 0. */
export const asCompiled: Way = (graph, training, gradients) => {
  const { model, inputs, layers } = graph;
  // A layer may use the weight of one that is not in the model.
  const weights = [model, ...layers].flatMap(({ weights }) => weights);
  const variables = [...new Set(weights.map((weight) => weight.read() as tf.Variable))];
  const typed = inputs.map(({ dtype, shape }) => ({
    shape,
    type: dtype === 'float32' ? ('float32' as const) : ('int32' as const),
  }));
  let names: string[] = [];
  const compile = () =>
    compileSteps({
      variables: Object.fromEntries(
        variables.map((variable, at) => [
          `w${at}`,
          { read: () => variable, assign: (value: tf.Tensor) => variable.assign(value) },
        ]),
      ),
      noise: {
        seed: noise.seed,
        streams: everyLayerOf(model)
          .filter(isStochastic)
          .map((layer) => streamOf((layer as unknown as { name: string }).name)),
      },
      functions: {
        pass: {
          most: 1,
          inputs: Object.fromEntries(typed.map((input, at) => [`x${at}`, input])),
          compute: (given, step) => {
            const xs = inputs.map(({ dtype }, at) => tf.cast(given[`x${at}`]!, dtype));
            const made = results(graph, keyed(step), { inputs: xs, training, gradients });
            names = Object.keys(made);
            // A function gives float32 and int32.
            return Object.fromEntries(
              Object.values(made).map((tensor, at) => [
                `r${at}`,
                tensor.dtype === 'bool' ? tf.cast(tensor, 'int32') : tf.clone(tensor),
              ]),
            );
          },
        },
      },
    });
  const steps = restoring(graph, () => {
    for (const variable of variables) variable.assign(tf.zerosLike(variable));
    return compile();
  });
  try {
    steps.write();
    const numbers = inputs.map((x, at) =>
      typed[at]!.type === 'float32' ? x.dataSync<'float32'>() : Int32Array.from(x.dataSync()),
    );
    const made = steps.call('pass', {
      ...{ count: 1, step: noise.step },
      inputs: Object.fromEntries(numbers.map((values, at) => [`x${at}`, values])),
    });
    return Object.fromEntries(names.map((name, at) => [name, made[`r${at}`]!]));
  } finally {
    steps.dispose();
  }
};

/** Layers draw what they have, and count it. */
function counting(apply: Apply): Way {
  return (graph, training, gradients) => {
    const { inputs, layers } = graph;
    seedNoise(layers, noise);
    return restoring(graph, () => ({
      ...read(results(graph, apply, { inputs, training, gradients })),
      noise: Int32Array.from(layers, (layer) => (layer as { noise?: { step: number } }).noise?.step ?? 0),
    }));
  };
}

/** Noise by a key that comes with the call. */
function keyed(step: number): Apply {
  return (model, inputs, training) => {
    const options = { training, noise: { ...noise, step } };
    return [fuse(model).apply<tf.Tensor | tf.Tensor[]>(inputs, options)].flat();
  };
}

/** The weights are afterwards what they were. */
function restoring<T>({ model }: RandomGraph, run: () => T): T {
  const before = model.getWeights().map((weight) => weight.clone());
  try {
    return inScope(run);
  } finally {
    model.setWeights(before);
    tf.dispose(before);
  }
}

/** `tf.tidy` for what is not a tensor. */
function inScope<T>(run: () => T): T {
  let result: T | undefined;
  tf.tidy(() => {
    result = run();
  });
  return result!;
}

function results(
  { model }: RandomGraph,
  apply: Apply,
  { inputs, training, gradients }: { inputs: tf.Tensor[]; training: boolean; gradients: boolean },
): Record<string, tf.Tensor> {
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
  const none = tf.tensor1d([]);
  const made = Object.fromEntries([
    ...outputs.map((y, at) => [`output ${at}`, tf.clone(y)] as const),
    ...grads
      .slice(0, floats.length)
      .map((gradient, at) => [`gradient of input ${at}`, gradient ?? none] as const),
    ...model.trainableWeights.map(
      ({ originalName }, at) => [`gradient of ${originalName}`, grads[floats.length + at] ?? none] as const,
    ),
    ...model.weights.map((weight) => [weight.originalName, weight.read()] as const),
  ]);
  tf.dispose(outputs);
  return made;
}

const read = (tensors: Record<string, tf.Tensor>): Outcome =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.dataSync()]));

/** A number in which every element counts. */
function weighted(y: tf.Tensor): tf.Tensor {
  const factors = tf.cos(tf.mul(tf.range(0, y.size), 0.7));
  return tf.sum(tf.mul(tf.reshape(tf.cast(y, 'float32'), [-1]), factors));
}

/** The outcome, or why there is none. */
function attempt(graph: RandomGraph, way: Way, training: boolean, gradients: boolean): Outcome | Error {
  try {
    return way(graph, training, gradients);
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
export function comparePasses(graph: RandomGraph, way: Way, training: boolean, gradients = true): boolean {
  const expected = attempt(graph, asTfjs, training, gradients);
  const actual = attempt(graph, way, training, gradients);
  if (expected instanceof Error) {
    // After inference tfjs disposes of a tensor too early that one layer takes twice, and another one after it.
    const tooEarly = !training && /is disposed|reading 'backend'/.test(expected.message);
    // Layers of tfjs refuse what has another size than they were built for, also where that makes no difference.
    const refused = /is incompatible with layer/.test(expected.message);
    if (!(actual instanceof Error || tooEarly || refused))
      throw new Error(`computes what tfjs does not: ${expected.message}`);
    // Some layers of tfjs have no gradient.
    return gradients && comparePasses(graph, way, training, false);
  }
  if (actual instanceof Error) throw actual;
  // What comes with a call is not counted on.
  if (actual.noise === undefined) delete expected.noise;
  if (Object.keys(actual).join() !== Object.keys(expected).join())
    throw new Error(`gave ${Object.keys(actual)} for ${Object.keys(expected)}`);
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
  const outcome = asTfjs({ ...graph, inputs: inputs.map(shake) }, training, gradients);
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
export function checkGraph(spec: GraphSpec, way: Way): { compared: number; of: number } {
  const graph = randomGraph(spec);
  const shapes = graph.inputs.map(({ shape }) => shape);
  const both = () => [true, false].map((training) => comparePasses(graph, way, training));
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
