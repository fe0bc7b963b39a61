import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { fuseBatchNormalization } from './fuse-batch-normalization.js';
import { fuseConvolution } from './fuse-convolution.js';
import { fuseDense } from './fuse-dense.js';
import { fusePooling } from './fuse-pooling.js';
import { fusePyramid } from './fuse-pyramid.js';

export type Layer = tfl.LayersModel['layers'][number];
type Symbolic = tfl.SymbolicTensor;

interface Call {
  readonly training: boolean;
  /** Whether anything learned lies before this step. */
  readonly inputGradient: boolean;
}

/** A layer, and the next one if that is among `layers`, as one operation. */
interface Fusion {
  readonly layers: readonly Layer[];
  readonly run: (x: tf.Tensor, call: Call) => tf.Tensor;
}

/** A fusion of a layer, perhaps with the one that alone takes its output; undefined if there is none. */
export type Fuse = (layer: Layer, next: Layer | undefined, input: Symbolic) => Fusion | undefined;

const fusions: readonly Fuse[] = [
  fuseConvolution,
  fuseDense,
  fuseBatchNormalization,
  fusePooling,
  fusePyramid,
];

/** One operation of a network. Tensors are known by the numbers that tfjs gives to symbolic ones. */
interface Step {
  readonly layers: readonly Layer[];
  readonly inputs: readonly number[];
  readonly output: number;
  readonly fused?: Fusion['run'];
  readonly inputGradient: boolean;
  /** What nothing after this step takes. */
  readonly finished: readonly number[];
}

/** A model's operations in an order in which they can be computed. */
export interface Plan {
  readonly input: number;
  readonly output: number;
  readonly steps: readonly Step[];
}

/** The operations of a model with one input and one output, with as few passes over memory as there are fusions for. */
export function planOf(model: tfl.LayersModel): Plan {
  const input = model.inputs[0]!.id;
  const output = model.outputs[0]!.id;
  const order = inOrder(model.outputs[0]!, input);
  const consumers = new Map<number, Symbolic[]>();
  for (const symbol of order)
    for (const { id } of symbol.inputs) consumers.set(id, [...(consumers.get(id) ?? []), symbol]);

  const steps: Omit<Step, 'finished'>[] = [];
  const done = new Set<number>();
  for (const symbol of order) {
    if (done.has(symbol.id)) continue;
    const after = consumers.get(symbol.id) ?? [];
    const next =
      after.length === 1 && after[0]!.inputs.length === 1 && symbol.id !== output ? after[0] : undefined;
    const fusion =
      symbol.inputs.length === 1
        ? fusions
            .map((fuse) => fuse(symbol.sourceLayer, next?.sourceLayer, symbol.inputs[0]!))
            .find((found) => found !== undefined)
        : undefined;
    const last = fusion?.layers.length === 2 ? next! : symbol;
    done.add(last.id);
    steps.push({
      layers: fusion?.layers ?? [symbol.sourceLayer],
      inputs: symbol.inputs.map(({ id }) => id),
      output: last.id,
      fused: fusion?.run,
      inputGradient: symbol.inputs.some(({ id }) => id !== input),
    });
  }
  return {
    input,
    output,
    steps: steps.map((step, at) => ({ ...step, finished: finishedAt(steps, at, input) })),
  };
}

/** The symbolic tensors that `output` depends on and `input` does not, each behind those it is made of. */
function inOrder(output: Symbolic, input: number): Symbolic[] {
  const found = new Set<number>([input]);
  const order: Symbolic[] = [];
  const visit = (symbol: Symbolic) => {
    if (found.has(symbol.id)) return;
    found.add(symbol.id);
    symbol.inputs.forEach(visit);
    order.push(symbol);
  };
  visit(output);
  return order;
}

function finishedAt(steps: readonly Omit<Step, 'finished'>[], at: number, input: number): number[] {
  const later = new Set(steps.slice(at + 1).flatMap(({ inputs }) => inputs));
  return [...new Set(steps[at]!.inputs)].filter((id) => id !== input && !later.has(id));
}
