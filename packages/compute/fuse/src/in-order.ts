import type { Graph } from './graph-of.js';
import { isQuiet } from './is-quiet.js';
import type { Layer, Symbolic } from './layer.js';
import type { Observations } from './observed.js';

/**
 * The tensors to compute for a graph's outputs, each after its inputs, in tfjs's order (`engine/executor.ts`): the last input first.
 * Layers that are called several times draw and count in this order.
 */
export function inOrder(graph: Graph): Symbolic[] {
  return walk(graph, ({ inputs }, visit) => {
    for (let at = inputs.length - 1; at >= 0; at--) visit(inputs[at]!);
  });
}

/** Like {@link inOrder}, but the first input first; undefined if a layer might behave differently in that order. */
export function inReadingOrder(graph: Graph, observations: Observations): Symbolic[] | undefined {
  const order = walk(graph, ({ inputs }, visit) => {
    for (const input of inputs) visit(input);
  });
  const layers = new Set<Layer>();
  for (const { sourceLayer } of order) {
    if (layers.has(sourceLayer) || !isQuiet(observations.of(sourceLayer))) return undefined;
    layers.add(sourceLayer);
  }
  return order;
}

function walk(
  { inputs, outputs }: Graph,
  before: (symbol: Symbolic, visit: (input: Symbolic) => void) => void,
): Symbolic[] {
  const found = new Set(inputs.map(({ id }) => id));
  const symbols: Symbolic[] = [];
  const visit = (symbol: Symbolic) => {
    if (found.has(symbol.id)) return;
    found.add(symbol.id);
    before(symbol, visit);
    symbols.push(symbol);
  };
  outputs.forEach(visit);
  return symbols;
}
