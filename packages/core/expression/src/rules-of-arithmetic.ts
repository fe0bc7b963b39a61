import { add, constant, div, mul, select, sub, symbol } from './constructors.js';
import type { Expression } from './expression.js';
import type { Rule } from './functions-of-one.js';
import { neg } from './neg.js';

const parts = (kind: 'input' | 'option', names: string) => [...names].map((name) => symbol(kind, name));

/** Rules of arithmetic; the first match is applied. Rules of functions are defined with the functions. */
export function rulesOfArithmetic(): Rule[] {
  const [a, b, p, q, r] = parts('input', 'abpqr') as [
    Expression,
    Expression,
    Expression,
    Expression,
    Expression,
  ];
  const [c, d] = parts('option', 'cd') as [Expression, Expression];
  return [
    [neg(neg(a)), a],
    [neg(sub(a, b)), sub(b, a)],
    [neg(mul(c, a)), mul(neg(c), a)],
    [add(a, c), add(c, a)],
    [add(0, a), a],
    [add(a, neg(b)), sub(a, b)],
    [add(neg(a), b), sub(b, a)],
    [add(c, add(d, a)), add(add(c, d), a)],
    [sub(a, c), add(neg(c), a)],
    [sub(0, a), neg(a)],
    [sub(a, neg(b)), add(a, b)],
    [mul(a, c), mul(c, a)],
    [mul(0, a), constant(0)], // Also for an infinite x: rule Z with a gate that is always closed.
    [mul(1, a), a],
    [mul(-1, a), neg(a)],
    [mul(neg(a), b), neg(mul(a, b))],
    [mul(a, neg(b)), neg(mul(a, b))],
    [mul(c, mul(d, a)), mul(mul(c, d), a)],
    [mul(a, mul(c, b)), mul(c, mul(a, b))],
    [mul(mul(c, a), b), mul(c, mul(a, b))],
    // A factor moves into branches that are 0 or 1: the derivative of ReLU times dy is dy or 0.
    ...[
      [0, q],
      [q, 0],
      [1, q],
      [q, 1],
    ].flatMap(([yes, no]): Rule[] => {
      const inside = select(a, b, mul(p, yes!), mul(p, no!));
      return [
        [mul(p, select(a, b, yes!, no!)), inside],
        [mul(select(a, b, yes!, no!), p), inside],
      ];
    }),
    [div(0, a), constant(0)],
    [div(a, 1), a],
    [div(neg(a), b), neg(div(a, b))],
    [select(a, b, p, p), p],
    // The same comparison again inside a branch: its result is known.
    [select(a, b, select(a, b, p, r), q), select(a, b, p, q)],
    [select(a, b, p, select(a, b, r, q)), select(a, b, p, q)],
  ];
}
