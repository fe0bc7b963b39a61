import { dependsOn, type Expression, isNumber, same } from '@rectified/expression';

/** p where the gate is above 0, and p times the slope elsewhere. */
export type Rectifier = readonly [p: Expression, slope: Expression, gate: Expression];

/**
 * The parts of a rectifier, or of its gradient, for which backends have kernels: `max(gate, 0)`, or `select(gate, 0, p, mul(p, slope))`
 * where p is the gate itself or a gradient, and the slope does not depend on the input and may be 0. Undefined for anything else.
 */
export function rectifierIn(part: Expression): Rectifier | undefined {
  if (part.op !== 'select' && part.op !== 'max') return undefined;
  const [gate, zero, p = gate, q = zero] = part.args;
  const isGradient = p.op === 'symbol' && p.kind === 'option';
  if (!isNumber(zero, 0) || !dependsOn(gate, 'input') || !(isGradient || same(p, gate))) return undefined;
  if (isNumber(q, 0)) return [p, q, gate];
  const [factor, slope] = q.op === 'mul' ? q.args : [];
  return slope && same(factor!, p) && !dependsOn(slope, 'input') ? [p, slope, gate] : undefined;
}
