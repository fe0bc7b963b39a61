import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { fuseBatchNormalization } from './fuse-batch-normalization.js';
import { type Branch, fuseConvolution, isProduct, join, runBranches } from './fuse-convolution.js';
import { fuseDense } from './fuse-dense.js';
import { fusePooling } from './fuse-pooling.js';
import { fusePyramid } from './fuse-pyramid.js';

export type Layer = tfl.LayersModel['layers'][number];
/** Layers of which each alone takes what the one before it makes. */
type Chain = readonly [Layer, ...Layer[]];
type Symbolic = tfl.SymbolicTensor;

export interface Call {
  readonly training: boolean;
  /** Whether anything learned lies before this step. */
  readonly inputGradient: boolean;
}

/** Layers that follow each other, as one operation. */
type Fusion = { readonly layers: readonly Layer[] } & (
  | { readonly run: (x: tf.Tensor, call: Call) => tf.Tensor }
  | { readonly branch: Branch }
);

/** A fusion of the first of some layers with those of the next that it can take; undefined if there is none. */
export type Fuse = (layers: Chain, input: Symbolic) => Fusion | undefined;

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
  readonly outputs: readonly number[];
  readonly run: (given: tf.Tensor[], call: Call) => tf.Tensor[];
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

/**
 * The operations of a model with one input and one output, with as few passes over memory as there are fusions for;
 * without `fuse` they are its layers.
 */
export function planOf(model: tfl.LayersModel, { fuse = true } = {}): Plan {
  const input = model.inputs[0]!.id;
  const output = model.outputs[0]!.id;
  const order = inOrder(model.outputs[0]!, input);
  const consumers = new Map<number, Symbolic[]>();
  for (const symbol of order)
    for (const { id } of symbol.inputs) consumers.set(id, [...(consumers.get(id) ?? []), symbol]);

  const fusionOf = (chain: readonly Symbolic[]): Fusion | undefined => {
    const layers = chain.map(({ sourceLayer }) => sourceLayer) as [Layer, ...Layer[]];
    if (!fuse || chain[0]!.inputs.length !== 1) return undefined;
    return fusions.map((fuse) => fuse(layers, chain[0]!.inputs[0]!)).find((fusion) => fusion !== undefined);
  };
  const steps: UnfinishedStep[] = [];
  const done = new Set<number>();
  for (const symbol of order) {
    if (done.has(symbol.id)) continue;
    const chain = chainFrom(symbol, consumers, output);
    const fusion = fusionOf(chain);
    const taken = chain.slice(0, fusion?.layers.length ?? 1);
    for (const { id } of taken) done.add(id);
    const layers = taken.map(({ sourceLayer }) => sourceLayer);
    steps.push({
      layers,
      inputs: symbol.inputs.map(({ id }) => id),
      outputs: [taken.at(-1)!.id],
      inputGradient: symbol.inputs.some(({ id }) => id !== input),
      ...(fusion && 'branch' in fusion
        ? convolutions([fusion.branch])
        : { run: fusion ? ([x], call) => [fusion.run(x!, call)] : plain(symbol.sourceLayer) }),
    });
  }
  const last = takeParts(joinBranches(steps), output);
  return {
    input,
    output,
    steps: last.map((step, at) => ({ ...step, finished: finishedAt(last, at, input) })),
  };
}

/** `branches`: of a convolution, or of several of the same input. */
type UnfinishedStep = Omit<Step, 'finished'> & { readonly branches?: readonly Branch[] };

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

/** A symbolic tensor, the one that alone is made of it and of nothing else, and so on. */
function chainFrom(
  symbol: Symbolic,
  consumers: ReadonlyMap<number, readonly Symbolic[]>,
  output: number,
): Symbolic[] {
  const after = consumers.get(symbol.id) ?? [];
  const only = after.length === 1 && after[0]!.inputs.length === 1 && symbol.id !== output;
  return [symbol, ...(only ? chainFrom(after[0]!, consumers, output) : [])];
}

function plain(layer: Layer): Step['run'] {
  return (given, { training }) => [
    layer.apply(given.length === 1 ? given[0]! : given, { training }) as tf.Tensor,
  ];
}

function convolutions(branches: readonly Branch[]): Pick<UnfinishedStep, 'run' | 'branches'> {
  return { branches, run: (given, call) => runBranches(branches, given, call) };
}

/** Makes convolutions of the same input one step, where that pays. */
function joinBranches(steps: readonly UnfinishedStep[]): UnfinishedStep[] {
  const joined = new Set<UnfinishedStep>();
  return steps.flatMap((step) => {
    if (joined.has(step)) return [];
    const siblings = steps.filter(
      ({ inputs, branches }) =>
        inputs[0] === step.inputs[0] && branches && step.branches && join(step.branches[0]!, branches[0]!),
    );
    if (siblings.length < 2) return [step];
    for (const sibling of siblings) joined.add(sibling);
    return [
      {
        ...step,
        layers: siblings.flatMap(({ layers }) => layers),
        outputs: siblings.flatMap(({ outputs }) => outputs),
        ...convolutions(siblings.flatMap(({ branches }) => branches!)),
      },
    ];
  });
}

/** Leaves out concatenations of channels that only convolutions take which can read the parts where they are. */
function takeParts(steps: readonly UnfinishedStep[], output: number): UnfinishedStep[] {
  const parts = new Map<number, readonly number[]>();
  for (const { layers, inputs, outputs } of steps) {
    const [joined] = outputs as [number];
    const takers = steps.filter(({ inputs }) => inputs.includes(joined));
    if (
      joinsChannels(layers[0]!) &&
      joined !== output &&
      takers.every(({ branches }) => branches?.every(isProduct))
    )
      parts.set(joined, inputs);
  }
  return steps
    .filter(({ outputs }) => !parts.has(outputs[0]!))
    .map((step) => ({ ...step, inputs: step.inputs.flatMap((id) => parts.get(id) ?? id) }));
}

/** A concatenation of images over the channels. */
function joinsChannels(layer: Layer): boolean {
  if (layer.getClassName() !== 'Concatenate') return false;
  const { length: rank } = layer.outputShape as tfl.Shape;
  return rank === 4 && [-1, 3].includes(layer.getConfig().axis as number);
}

function finishedAt(steps: readonly UnfinishedStep[], at: number, input: number): number[] {
  const later = new Set(steps.slice(at + 1).flatMap(({ inputs }) => inputs));
  return [...new Set(steps[at]!.inputs)].filter((id) => id !== input && !later.has(id));
}
