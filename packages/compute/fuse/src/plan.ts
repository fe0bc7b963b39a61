import { layersWithin } from '@rectified/layers';
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { ActivationInPass } from './activation-of.js';
import { behavesLike } from './behaves-like.js';
import { type Branch, isProduct, join, runBranches } from './branch.js';
import type { Call } from './call.js';
import { fuseBatchNormalization } from './fuse-batch-normalization.js';
import { fuseConvolution } from './fuse-convolution.js';
import { fuseDense } from './fuse-dense.js';
import { fusePooling } from './fuse-pooling.js';
import { fusePyramid } from './fuse-pyramid.js';
import { fuseSum, isSum, runSum } from './fuse-sum.js';
import type { Fuse, Kernel } from './fusion.js';
import type { Graph } from './graph-of.js';
import { inOrder, inReadingOrder } from './in-order.js';
import type { Layer, Symbolic } from './layer.js';
import { normalizationOf } from './normalization.js';
import { Observations } from './observed.js';
import { hasRoomFor, isOfShape, outputShape } from './output-shape.js';

const fusions: readonly Fuse[] = [
  fuseConvolution,
  fuseDense,
  fuseBatchNormalization,
  fusePooling,
  fusePyramid,
];

/** One operation of a network, or one layer. Tensors are known by the numbers that tfjs gives to symbolic ones. */
export interface Step {
  readonly layers: readonly Layer[];
  /** What the layers make, one after the other, where they are called as they are. */
  readonly symbols: readonly Symbolic[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** The shapes of the inputs, as the model declares them. */
  readonly shapes: readonly tfl.Shape[];
  /** Whether every layer makes something of inputs of these shapes, with its settings as they are. */
  readonly hasRoom: boolean;
  /** All layers in one, if there is such an operation; `run` gives undefined if these inputs are not for it, and has done nothing then. */
  readonly kernel?: Kernel;
  readonly run?: (given: tf.Tensor[], call: Call) => tf.Tensor[] | undefined;
  /** Whether its layer is one that we don't know, and that may have what it makes for later. */
  readonly keeps: boolean;
  /** What nothing after this step takes, and is no input or output of the model. */
  readonly finished: readonly number[];
}

/** A model's operations in an order in which they can be computed. */
export interface Plan extends Graph {
  readonly steps: readonly Step[];
}

/** `branches`: of a convolution, or of several of the same input. `sum`: the activation of a sum. */
type UnfinishedStep = Omit<Step, 'finished' | 'hasRoom'> & {
  readonly branches?: readonly Branch[];
  readonly sum?: ActivationInPass;
};

/**
 * The operations of a model with as few passes over memory as there are fusions for; without `fuse` they are its layers.
 * They are what the model was then: {@link keptPlanOf} knows whether it still is.
 */
export function planOf(graph: Graph, { fuse = true, observations = new Observations() } = {}): Plan {
  const steps = fuse
    ? fused(graph, observations)
    : inOrder(graph).map((symbol) => alone(symbol, observations));
  const lists = finished(steps, graph);
  const { inputs, outputs } = graph;
  return {
    inputs,
    outputs,
    steps: steps.map((step, at) => ({
      ...step,
      hasRoom: step.run !== undefined && hasRoom(step, observations),
      finished: lists[at]!,
    })),
  };
}

function fused(graph: Graph, observations: Observations): UnfinishedStep[] {
  // Rounding follows the order: branches are computed as one reads them where that makes no other difference.
  const reading = inReadingOrder(graph, observations);
  const order = reading ?? inOrder(graph);
  const isCalledOnce = reading ? () => true : calledOnce(order, observations);
  const outputs = new Set(graph.outputs.map(({ id }) => id));
  const consumers = consumersOf(order);
  const done = new Set<number>();
  const steps: UnfinishedStep[] = [];
  for (const symbol of order) {
    if (done.has(symbol.id)) continue;
    const step =
      fusedFrom(chainFrom(symbol, consumers, outputs), observations) ?? alone(symbol, observations);
    for (const { id } of step.symbols) done.add(id);
    steps.push(step);
  }
  const added = addToConvolutions(steps, outputs, isCalledOnce, observations);
  return takeParts(joinBranches(added, isCalledOnce), outputs, observations);
}

function hasRoom({ symbols, inputs, shapes }: UnfinishedStep, observations: Observations): boolean {
  const known = new Map(inputs.map((id, at) => [id, shapes[at]!]));
  return symbols.every((symbol) =>
    hasRoomFor(outputShape(symbol, known, observations.of(symbol.sourceLayer).reading())),
  );
}

function consumersOf(order: readonly Symbolic[]): ReadonlyMap<number, readonly Symbolic[]> {
  const consumers = new Map<number, Symbolic[]>();
  for (const symbol of order)
    for (const { id } of symbol.inputs) {
      const others = consumers.get(id);
      if (others === undefined) consumers.set(id, [symbol]);
      else others.push(symbol);
    }
  return consumers;
}

/** A symbolic tensor, the one that alone is made of it and of nothing else, and so on, as far as a fusion reaches. */
function chainFrom(
  symbol: Symbolic,
  consumers: ReadonlyMap<number, readonly Symbolic[]>,
  outputs: ReadonlySet<number>,
): Symbolic[] {
  const chain = [symbol];
  for (let last = symbol; chain.length < longest && !outputs.has(last.id); chain.push(last)) {
    const [next, ...others] = consumers.get(last.id) ?? [];
    if (next === undefined || others.length > 0 || next.inputs.length !== 1) break;
    last = next;
  }
  return chain;
}

/** Zeros or a pooling, convolution, normalization, activation. */
const longest = 4;

function fusedFrom(chain: readonly Symbolic[], observations: Observations): UnfinishedStep | undefined {
  const [input, ...others] = chain[0]!.inputs;
  if (input === undefined) return undefined;
  const [first, ...next] = chain.map(({ sourceLayer }) => observations.of(sourceLayer));
  for (const fuse of others.length > 0 ? [fuseSum] : fusions) {
    const fusion = fuse([first!, ...next], [input, ...others]);
    if (fusion === undefined) continue;
    const symbols = chain.slice(0, fusion.layers.length);
    return {
      layers: fusion.layers.map(({ object }) => object),
      symbols,
      inputs: chain[0]!.inputs.map(({ id }) => id),
      outputs: [symbols.at(-1)!.id],
      shapes: chain[0]!.inputs.map(({ shape }) => shape),
      keeps: false,
      ...('branch' in fusion
        ? convolutions([fusion.branch])
        : 'sum' in fusion
          ? sumOf(fusion.sum)
          : {
              kernel: fusion.kernel,
              run: ([x, ...rest]: tf.Tensor[], call: Call) => [fusion.run([x!, ...rest], call)],
            }),
    };
  }
  return undefined;
}

/** A layer as it is. */
function alone(symbol: Symbolic, observations: Observations): UnfinishedStep {
  const layer = observations.of(symbol.sourceLayer);
  return {
    layers: [symbol.sourceLayer],
    symbols: [symbol],
    inputs: symbol.inputs.map(({ id }) => id),
    outputs: madeWith(symbol).map(({ id }) => id),
    shapes: symbol.inputs.map(({ shape }) => shape),
    keeps: !isConcatenation(layer) && !isSum(layer),
  };
}

/** All that a layer makes in the call in which it makes `symbol`. */
export function madeWith(symbol: Symbolic): Symbolic[] {
  const { inboundNodes } = symbol.sourceLayer;
  const calls = inboundNodes.map(({ outputTensors }) => outputTensors);
  return calls.find((outputs) => outputs.some(({ id }) => id === symbol.id)) ?? [symbol];
}

function sumOf(sum: ActivationInPass): Pick<UnfinishedStep, 'kernel' | 'run' | 'sum'> {
  return {
    sum,
    kernel: 'rectifiedSum',
    run: (given, call) => {
      const made = runSum(sum, given, call);
      return made && [made];
    },
  };
}

function convolutions(branches: readonly Branch[]): Pick<UnfinishedStep, 'kernel' | 'run' | 'branches'> {
  const kernel = branches[0]!.normalization ? 'normalizedConv2d' : 'rectifiedConv2d';
  return { branches, kernel, run: (given, call) => runBranches(branches, given, call) };
}

/**
 * Makes a sum of two a part of the convolution with batch normalization that one of them comes from, if nothing else takes
 * that. The convolution is computed later for it, so that only those are taken that don't count with another call.
 */
function addToConvolutions(
  steps: readonly UnfinishedStep[],
  outputs: ReadonlySet<number>,
  isCalledOnce: (layer: Layer) => boolean,
  observations: Observations,
): UnfinishedStep[] {
  const left = new Set<UnfinishedStep>();
  const added = steps.map((step) => {
    const { sum, inputs } = step;
    if (sum === undefined || inputs.length !== 2) return step;
    const convolution = steps.find(
      ({ branches, layers, shapes, outputs: [made] }) =>
        branches?.[0]?.normalization &&
        [...shapes, ...step.shapes].every(hasRoomFor) &&
        normalizationOf(observations.of(layers.at(-1)!), 4) &&
        layers.every(isCalledOnce) &&
        !outputs.has(made!) &&
        inputs.includes(made!) &&
        steps.flatMap((other) => other.inputs).filter((id) => id === made).length === 1,
    );
    if (convolution === undefined) return step;
    left.add(convolution);
    const other = inputs.find((id) => id !== convolution.outputs[0])!;
    const shapes = [...convolution.shapes, step.shapes[0]!];
    const branch: Branch = { ...convolution.branches![0]!, activation: sum };
    return {
      ...step,
      layers: [...convolution.layers, ...step.layers],
      symbols: [...convolution.symbols, ...step.symbols],
      inputs: [...convolution.inputs, other],
      shapes,
      kernel: 'normalizedConv2d' as const,
      run: (given: tf.Tensor[], call: Call) => {
        const [x, addend] = given as [tf.Tensor, tf.Tensor];
        // tfjs's sum takes an addend of another shape, too.
        const planned = given.every(({ shape }, at) => isOfShape(shape, shapes[at]!));
        if (!planned || x.shape[0] !== addend.shape[0]) return undefined;
        return runBranches([branch], [x], call, addend);
      },
    };
  });
  return added.filter((step) => !left.has(step));
}

/** The layers of which nothing but their one call in this graph depends: not those of models within it. */
function calledOnce(order: readonly Symbolic[], observations: Observations): (layer: Layer) => boolean {
  const calls = new Map<Layer, number>();
  const count = (layer: Layer): void => {
    calls.set(layer, (calls.get(layer) ?? 0) + 1);
    layersWithin(observations.of(layer).reading()).forEach(count);
  };
  for (const { sourceLayer } of order) count(sourceLayer);
  return (layer) => calls.get(layer) === 1;
}

/**
 * Makes convolutions of the same input one step, where that pays. All but the first are computed earlier for that, so
 * that only those are taken that don't draw or count with another call.
 */
function joinBranches(
  steps: readonly UnfinishedStep[],
  isCalledOnce: (layer: Layer) => boolean,
): UnfinishedStep[] {
  const free = steps.filter(({ branches, layers }) => branches && layers.every(isCalledOnce));
  const joined = new Set<UnfinishedStep>();
  return steps.flatMap((step) => {
    if (joined.has(step)) return [];
    if (!free.includes(step)) return [step];
    const siblings = free.filter(
      ({ inputs, branches }) => inputs[0] === step.inputs[0] && join(step.branches![0]!, branches![0]!),
    );
    if (siblings.length < 2) return [step];
    for (const sibling of siblings) joined.add(sibling);
    return [
      {
        ...step,
        layers: siblings.flatMap(({ layers }) => layers),
        symbols: siblings.flatMap(({ symbols }) => symbols),
        outputs: siblings.flatMap(({ outputs }) => outputs),
        ...convolutions(siblings.flatMap(({ branches }) => branches!)),
      },
    ];
  });
}

const isConcatenation = behavesLike(tfl.layers.concatenate({ name: 'concatenation' }), 'mergeFunction');

/** Leaves out concatenations of channels that only convolutions take which can read the parts where they are. */
function takeParts(
  steps: readonly UnfinishedStep[],
  outputs: ReadonlySet<number>,
  observations: Observations,
): UnfinishedStep[] {
  const left = new Map<number, UnfinishedStep>();
  for (const step of steps) {
    if (!joinsChannels(step, observations) || outputs.has(step.outputs[0]!)) continue;
    const readers = steps.filter(({ inputs }) => inputs.includes(step.outputs[0]!));
    if (readers.every(({ branches }) => branches?.every(isProduct))) left.set(step.outputs[0]!, step);
  }
  if (left.size === 0) return [...steps];
  return steps
    .filter(({ outputs }) => !left.has(outputs[0]!))
    .map((step) => {
      const parts = step.inputs.map((id) => left.get(id));
      if (parts.every((part) => part === undefined)) return step;
      return {
        ...step,
        // Whoever calls the layers as they are needs it after all.
        symbols: [...parts.flatMap((part) => part?.symbols ?? []), ...step.symbols],
        inputs: step.inputs.flatMap((id) => left.get(id)?.inputs ?? id),
        shapes: step.inputs.flatMap((id, at) => left.get(id)?.shapes ?? [step.shapes[at]!]),
      };
    });
}

/** A concatenation of images over the channels. */
function joinsChannels({ layers, shapes }: UnfinishedStep, observations: Observations): boolean {
  const layer = observations.of(layers[0]!);
  if (!isConcatenation(layer)) return false;
  const axis = layer.read<number>('axis');
  return (axis === -1 || axis === 3) && shapes.every(({ length }) => length === 4);
}

/** For every step, the tensors that no later step reads. */
function finished(steps: readonly UnfinishedStep[], { inputs, outputs }: Graph): number[][] {
  const seen = new Set([...inputs, ...outputs].map(({ id }) => id));
  const lists: number[][] = steps.map(() => []);
  for (let at = steps.length - 1; at >= 0; at--)
    for (const id of steps[at]!.inputs) {
      if (seen.has(id)) continue;
      seen.add(id);
      lists[at]!.push(id);
    }
  return lists;
}
