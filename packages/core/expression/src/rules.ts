import { carriesNaN, isGate } from './carries-nan.js';
import { select } from './constructors.js';
import type { Binary, Expression, Select } from './expression.js';
import { same } from './identity-of.js';
import { remembered } from './remembered.js';

/*
 * What the rules of Expression ask of whoever computes with comparisons that are false for NaN, as processors and tfjs
 * have them, be it number by number, by tensors or by a program: stated here, and nowhere else.
 */

/**
 * Rule N: the branch of a select that may be taken where the comparison for the other one is false. It is NaN itself wherever
 * a number cannot be compared. `undefined`: both have to be compared for, and what is left is NaN.
 */
export const branchOfNaN = /* @__PURE__ */ remembered(
  ({ args: [a, b, p, q] }: Select): 'first' | 'second' | undefined => {
    const carries = (branch: Expression) => carriesNaN(branch, a) && carriesNaN(branch, b);
    return carries(q) ? 'second' : carries(p) ? 'first' : undefined;
  },
);

/** A gate beside what it closes. */
export interface Gate {
  readonly gate: Expression;
  readonly other: Expression;
  /** What the product is where the gate is 0: the gate, or else NaN where the other is, which a gate of 0 would hide. */
  readonly closed: Expression;
}

/** Rule Z: the gates of a product. */
export const gatesOf = /* @__PURE__ */ remembered(({ args: [a, b] }: Binary): readonly Gate[] => {
  const gates = (gate: Expression, other: Expression) =>
    isGate(gate) ? [{ gate, other, closed: carriesNaN(gate, other) ? gate : select(other, 0, 0, 0) }] : [];
  return same(a, b) ? [] : [...gates(a, b), ...gates(b, a)];
});

/** Rule T: the larger or the smaller of two is the first one only where it is strictly beyond the second. */
export const asSelect = ({ op, args: [a, b] }: Binary): Select =>
  (op === 'max' ? select(a, b, a, b) : select(b, a, a, b)) as Select;
