import { carriesNaN, isGate } from './carries-nan.js';
import { select } from './constructors.js';
import type { Binary, Expression, Select } from './expression.js';
import { same } from './identity-of.js';
import { remembered } from './remembered.js';

/*
 * What the rules of Expression require of code whose comparisons are false for NaN, like those of processors and tfjs, whether it
 * computes numbers, tensors or programs. This is the only place that states it.
 */

/**
 * Rule N: the branch of a select that may be taken if the comparison for the other one is false, because it is NaN wherever the
 * comparison involves NaN. `undefined`: both comparisons are needed; if neither is true, the result is NaN.
 */
export const branchOfNaN = /* @__PURE__ */ remembered(
  ({ args: [a, b, p, q] }: Select): 'first' | 'second' | undefined => {
    const carries = (branch: Expression) => carriesNaN(branch, a) && carriesNaN(branch, b);
    return carries(q) ? 'second' : carries(p) ? 'first' : undefined;
  },
);

/** A gate and the factor that it closes. */
export interface Gate {
  readonly gate: Expression;
  readonly other: Expression;
  /** The product where the gate is 0: the gate, or NaN where the other factor is NaN and the gate would hide it. */
  readonly closed: Expression;
}

/** Rule Z: the gates of a product. */
export const gatesOf = /* @__PURE__ */ remembered(({ args: [a, b] }: Binary): readonly Gate[] => {
  const gates = (gate: Expression, other: Expression) =>
    isGate(gate) ? [{ gate, other, closed: carriesNaN(gate, other) ? gate : select(other, 0, 0, 0) }] : [];
  return same(a, b) ? [] : [...gates(a, b), ...gates(b, a)];
});

/** Rule T: `max` and `min` choose the first argument only if it is strictly larger, or smaller. */
export const asSelect = ({ op, args: [a, b] }: Binary): Select =>
  (op === 'max' ? select(a, b, a, b) : select(b, a, a, b)) as Select;
