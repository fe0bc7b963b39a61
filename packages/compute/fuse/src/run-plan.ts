import { isFused } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { type Graph, graphOf } from './graph-of.js';
import { keptPlanOf } from './kept-plan.js';
import type { Layer, Symbolic } from './layer.js';
import { madeWith } from './made-with.js';
import { type NoiseOfPass, nextNoise, seedWithin, takesNoise } from './noise-of-pass.js';
import { hasRoomFor, isOfShape, outputShape } from './output-shape.js';
import { type Plan, planOf } from './plan.js';
import type { Step } from './step.js';

/** The settings of a whole pass, nested models included. */
export interface Pass {
  /** The keyword arguments of every call. tfjs shares one object among all layers, and leaves the last mask in it. */
  readonly kwargs: { training?: boolean; mask?: tf.Tensor };
  /** Whether the gradient of the model's inputs may be needed. */
  readonly inputGradient: boolean;
  /** What random layers draw; without it, they draw from their own noise and increment its step. */
  readonly noise?: NoiseOfPass;
  /** Whether layers are computed together. Default true. */
  readonly fuse?: boolean;
}

/** The values computed so far in a pass, by the ids of symbolic tensors. */
export interface Values {
  readonly tensors: Map<number, tf.Tensor>;
  readonly masks: Map<number, tf.Tensor>;
}

/** Computes the outputs of a graph as tfjs does (`engine/executor.ts`), up to rounding. */
export function runGraph(graph: Graph, given: readonly tf.Tensor[], pass: Pass): tf.Tensor[] {
  const plan = pass.fuse === false ? planOf(graph, pass) : keptPlanOf(graph);
  return tf.tidy(() => runPlan(plan, given, pass));
}

/** Runs each step of a plan by `run`, and disposes of tensors after their last use. */
export function runPlan(
  { inputs, outputs, steps }: Plan,
  given: readonly tf.Tensor[],
  pass: Pass,
  run: (step: Step, values: Values, pass: Pass) => tf.Tensor[] = runStep,
): tf.Tensor[] {
  const values: Values = { tensors: new Map(), masks: new Map() };
  const results = new Map<number, tf.Tensor>();
  const disposable = new Set<number>();
  const passive = new Set(pass.inputGradient ? [] : inputs.map(({ id }) => id));
  inputs.forEach((symbol, at) => {
    values.tensors.set(symbol.id, asDeclared(symbol, given[at]!));
  });
  for (const step of steps) {
    const inputGradient = step.inputs.some((id) => !passive.has(id));
    const made = run(step, values, { ...pass, inputGradient });
    step.outputs.forEach((id, at) => {
      results.set(id, made[at]!);
      if (isDisposable(step, pass)) disposable.add(id);
    });
    for (const id of step.finished) if (disposable.has(id)) values.tensors.get(id)!.dispose();
  }
  return outputs.map(({ id }) => {
    const result = results.get(id) ?? values.tensors.get(id)!;
    return given.includes(result) ? result.clone() : result;
  });
}

/** Computes the outputs of a step by its operation or, if anything is unusual, layer by layer. */
export function runStep(step: Step, values: Values, pass: Pass): tf.Tensor[] {
  const { run, kernel, inputs, outputs, shapes, symbols } = step;
  const given = inputs.map((id) => values.tensors.get(id)!);
  const ordinary = given.every(
    (x, at) => x.dtype === 'float32' && x.size > 0 && x.rank === shapes[at]!.length,
  );
  const fused = run && isFused(kernel!);
  const fits = fused && ordinary && !inputs.some((id) => values.masks.has(id)) && !makesNothing(step, given);
  const { kwargs, inputGradient, noise } = pass;
  const made = fits ? run(given, { training: Boolean(kwargs.training), inputGradient, noise }) : undefined;
  if (made) {
    outputs.forEach((id, at) => {
      values.tensors.set(id, made[at]!);
    });
    return made;
  }
  if (run === undefined) return callLayer(symbols[0]!, values, pass);
  for (const symbol of symbols) if (!values.tensors.has(symbol.id)) callLayer(symbol, values, pass);
  return outputs.map((id) => values.tensors.get(id)!);
}

/** Whether a layer of a step has an empty output, for example because its window is larger than the image. */
function makesNothing(
  { symbols, inputs, hasRoom, shapes: planned }: Step,
  given: readonly tf.Tensor[],
): boolean {
  if (hasRoom && given.every(({ shape }, at) => isOfShape(shape, planned[at]!))) return false;
  const shapes = new Map<number, tfl.Shape>(inputs.map((id, at) => [id, given[at]!.shape]));
  return symbols.some((symbol) => !hasRoomFor(outputShape(symbol, shapes)));
}

/** Calls a layer, and sets all outputs of the call that has `symbol` among them. */
function callLayer(symbol: Symbolic, { tensors, masks }: Values, pass: Pass): tf.Tensor[] {
  const { sourceLayer: layer, inputs } = symbol;
  const given = inputs.map(({ id }) => tensors.get(id)!);
  const givenMasks = inputs.map(({ id }) => masks.get(id));
  if (givenMasks.some((mask) => mask !== undefined)) pass.kwargs.mask = givenMasks[0];
  const graph = graphOf(layer);
  const made = graph ? runGraph(graph, given, pass) : [apply(layer, given, pass)].flat();
  const mask = layer.supportsMasking
    ? [layer.computeMask(given, givenMasks as tf.Tensor[])].flat()[0]
    : undefined;
  madeWith(symbol).forEach((output, at) => {
    if (tensors.has(output.id)) return;
    tensors.set(output.id, asDeclared(output, made[at]!));
    if (mask) masks.set(output.id, mask);
  });
  return made;
}

function apply(layer: Layer, given: tf.Tensor[], { kwargs, noise }: Pass): tf.Tensor | tf.Tensor[] {
  if (noise === undefined || !kwargs.training) return layer.apply(given, kwargs) as tf.Tensor | tf.Tensor[];
  const fromCall = takesNoise(layer) ? nextNoise(layer, noise) : undefined;
  if (fromCall === undefined) seedWithin(layer, noise);
  return layer.apply(given, fromCall ? { ...kwargs, noise: fromCall } : kwargs) as tf.Tensor | tf.Tensor[];
}

/** A value, cast to the type that its symbolic tensor declares. */
function asDeclared({ dtype }: Symbolic, value: tf.Tensor): tf.Tensor {
  return dtype == null || dtype === value.dtype ? value : tf.cast(value, dtype);
}

/**
 * Whether the outputs of a step may be disposed of after their last use. In inference tfjs disposes of them, too; in training it keeps
 * everything until the end of the pass, and an unknown layer may rely on that. Gradients keep what they need themselves.
 */
function isDisposable({ keeps, layers }: Step, { kwargs }: Pass): boolean {
  return !keeps || (!kwargs.training && !layers[0]!.stateful);
}
