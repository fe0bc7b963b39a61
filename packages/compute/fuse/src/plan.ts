import { addToConvolutions } from './add-to-convolutions.js';
import { calledOnce } from './called-once.js';
import { chainFrom, consumersOf } from './chain.js';
import { fusedFrom, unfused } from './fused-from.js';
import type { Graph } from './graph-of.js';
import { inOrder, inReadingOrder } from './in-order.js';
import { joinBranches } from './join-branches.js';
import { Observations } from './observed.js';
import { hasRoomFor, outputShape } from './output-shape.js';
import type { Step, UnfinishedStep } from './step.js';
import { takeParts } from './take-parts.js';

/** A model's operations, in an order in which they can be computed. */
export interface Plan extends Graph {
  readonly steps: readonly Step[];
}

/**
 * Plans a model with as few passes over memory as the fusions allow; without `fuse`, layer by layer. The plan describes the model as it
 * is now: {@link keptPlanOf} knows whether it still does.
 */
export function planOf(graph: Graph, { fuse = true, observations = new Observations() } = {}): Plan {
  const steps = fuse
    ? fused(graph, observations)
    : inOrder(graph).map((symbol) => unfused(symbol, observations));
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
  // Rounding depends on the order, so the order in which one reads the model is taken if nothing else depends on it.
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
      fusedFrom(chainFrom(symbol, consumers, outputs), observations) ?? unfused(symbol, observations);
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
