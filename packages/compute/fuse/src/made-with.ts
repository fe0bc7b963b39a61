import type { Symbolic } from './layer.js';

/** All outputs of the call of a layer that has `symbol` among them. */
export function madeWith(symbol: Symbolic): Symbolic[] {
  const { inboundNodes } = symbol.sourceLayer;
  const calls = inboundNodes.map(({ outputTensors }) => outputTensors);
  return calls.find((outputs) => outputs.some(({ id }) => id === symbol.id)) ?? [symbol];
}
