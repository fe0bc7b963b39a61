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

/** How to apply a model. */
export interface ApplyOptions {
  /** Whether dropout, random activations and batch normalization behave as in training. Default false. */
  readonly training?: boolean;
  /**
   * Determines what dropout and random activations draw in training: each from the stream of its own name, at this step, as after
   * `seedNoise` of `@rectified/random`, but without setting anything. Layers of other packages that accept no noise in the call are set.
   * Without it, layers draw from their own noise and increment its step, as in `model.fit`.
   */
  readonly noise?: { readonly seed: number; readonly step: number };
  /** Whether the gradient of the input may be needed. Default true; false, for example for images, skips it. */
  readonly inputGradient?: boolean;
}

/** A single output is a tensor, several are a list; the same goes for inputs. */
type Tensors = tf.Tensor | tf.Tensor[];

/** A model that runs on fused kernels; see {@link fuse}. */
export interface FusedModel {
  readonly model: tfl.LayersModel;
  /**
   * The result of `model.apply(x, options)` up to rounding, with the same gradients by every weight and the input, the
   * same noise, and the same changes of moving statistics. `x` still belongs to the caller, and so does the output.
   */
  apply<Y extends Tensors = tf.Tensor>(x: Tensors, options?: ApplyOptions): Y;
  /** The model's output in inference; nothing else is left in memory. */
  predict<Y extends Tensors = tf.Tensor>(x: Tensors): Y;
  /** Which layers are currently computed together, by which kernel, and why others are called unfused. */
  readonly plan: ModelPlan;
}

/**
 * The same model, computed faster. If fused operations are registered for tfjs's backend (`@rectified/kernels`), consecutive
 * layers are computed as one: a convolution with its batch normalization and activation, a pooling with its dropout; so
 * are 1 x 1 convolutions of the same input. Layers with their own `call`, with a mask, or with anything else
 * unusual are called unfused.
 *
 * The model itself is unchanged, shares its weights, and may be modified between calls.
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

/** The fused operations have no gradient within a gradient. */
function canFuse(): boolean {
  return hasFusedOperations() && tf.engine().state.gradientDepth < 2;
}

/** Checked on every backend: tfjs silently uses the first of too many inputs. */
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
