import {
  checkOptions,
  checkValue,
  either,
  having,
  InputError,
  listOf,
  optional,
  randomSeed,
  renamed,
  trueOrFalse,
  wholeNumber,
} from '@rectified/errors';
import { hasFusedOperations } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { describePlan, type ModelPlan } from './describe-plan.js';
import { graphOf } from './graph-of.js';
import { noiseOfPass, seedWithin } from './noise-of-pass.js';
import { runGraph } from './run-plan.js';

/** How a model is applied. */
export interface ApplyOptions {
  /** Dropout, random activations and batch normalization do what they do in training. Default false. */
  readonly training?: boolean;
  /**
   * What dropout and random activations draw in training: each from the stream of its own name, at this step, as after
   * `seedNoise` of `@rectified/random`, but nothing is set. Layers of other packages that take no noise with the call are set.
   * Without it layers draw from their own noise, and count it on, as in `model.fit`.
   */
  readonly noise?: { readonly seed: number; readonly step: number };
  /** Whether anybody may ask for the gradient of the input. Default true; false, as for images, spares its part. */
  readonly inputGradient?: boolean;
}

/** One output is a tensor, several are a list: so are inputs. */
type Tensors = tf.Tensor | tf.Tensor[];

/** A model that is computed with fused kernels; see {@link fuse}. */
export interface FusedModel {
  readonly model: tfl.LayersModel;
  /**
   * What `model.apply(x, options)` gives, up to rounding, with its gradients by every weight and by the input; with the
   * same noise, and the same changes of moving statistics. `x` stays the caller's; so is the output.
   */
  apply<Y extends Tensors = tf.Tensor>(x: Tensors, options?: ApplyOptions): Y;
  /** What the model gives in inference; nothing but the output is left behind. */
  predict<Y extends Tensors = tf.Tensor>(x: Tensors): Y;
  /** Which layers are computed together now, by which kernel, and why others are called as they are. */
  readonly plan: ModelPlan;
}

/**
 * The same model, computed faster. Where fused operations are registered for tfjs's backend (`@rectified/kernels`), layers that
 * follow each other are computed as one: a convolution with its batch normalization and its activation, a pooling with its dropout; so
 * are 1 x 1 convolutions of the same input. Layers with a `call` of their own, with a mask, or with anything else that is
 * unusual are called as they are.
 *
 * The model stays as it is, shares its weights, and may be changed from one call to the next.
 *
 * @example
 * const logits = fuse(model).predict(images);
 */
export function fuse(model: tfl.LayersModel): FusedModel {
  checkValue('model', model, having('a model of tfjs-layers', 'inputs', 'outputs', 'layers'));
  return {
    model,
    apply: <Y extends Tensors>(x: Tensors, options?: ApplyOptions) => apply(model, x, options) as Y,
    predict: <Y extends Tensors>(x: Tensors) => tf.tidy(() => apply(model, x)) as Y,
    get plan() {
      return describePlan(model);
    },
  };
}

const tensor = having('a tensor', 'shape', 'dtype', 'dataId');
const tensors = either(tensor, listOf(tensor, 'a list of tensors', [1]));
const moment = having('{ seed, step }', 'seed', 'step');
const word = wholeNumber({ to: 2 ** 32 - 1 });
const checks = {
  training: optional(trueOrFalse),
  inputGradient: optional(trueOrFalse),
  noise: optional(moment),
};

function apply(model: tfl.LayersModel, x: Tensors, options: ApplyOptions = {}): Tensors {
  checkValue('input of the model', x, tensors);
  const inputs = inputsOf(model, x);
  checkOptions('apply', options, checks, { boolean: renamed('training') });
  const { training = false, inputGradient = true } = options;
  const given =
    options.noise && checkOptions('noise of apply', options.noise, { seed: randomSeed, step: word });
  const noise = training && given ? noiseOfPass(given) : undefined;
  const fused = canFuse();
  const graph = fused || noise ? graphOf(model) : undefined;
  if (graph === undefined) {
    if (noise) seedWithin(model, noise);
    return model.apply(x, { training }) as Tensors;
  }
  const outputs = runGraph(graph, inputs, {
    kwargs: { training },
    inputGradient,
    noise,
    fuse: fused,
  });
  return outputs.length === 1 ? outputs[0]! : outputs;
}

/** A gradient within a gradient is something that the fused operations don't have. */
function canFuse(): boolean {
  return hasFusedOperations() && tf.engine().state.gradientDepth < 2;
}

/** Looked at whatever computes: tfjs takes the first of too many without a word. */
function inputsOf({ inputs }: Pick<tfl.LayersModel, 'inputs'>, x: Tensors): tf.Tensor[] {
  const given = [x].flat();
  if (given.length !== inputs.length)
    throw new InputError({
      what: 'the inputs of a model',
      expected: `${inputs.length} (${inputs.map(({ name }) => name).join(', ')})`,
      got: `${given.length}`,
    });
  const gone = given.findIndex(({ isDisposed }) => isDisposed);
  if (gone < 0) return given;
  throw new InputError({
    what: `input ${inputs[gone]!.name} of the model`,
    expected: 'a tensor',
    got: 'one that is disposed of',
  });
}
