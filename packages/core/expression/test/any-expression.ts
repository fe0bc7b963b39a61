import fc from 'fast-check';
import { fold } from '../src/fold.js';
import {
  binaryOperations,
  constant,
  type Expression,
  evaluate,
  select,
  symbol,
  type UnaryOperation,
  x,
} from '../src/index.js';

// The same cases every time; RECTIFIED_SEED gives others.
fc.configureGlobal({ seed: Number(process.env.RECTIFIED_SEED ?? 1505) });

const leaf = fc.oneof(
  fc.constant<Expression>(x),
  fc.constant<Expression>(symbol('parameter', 'beta')),
  fc.constantFrom(-2, -1, 0, 0.5, 1, 3).map<Expression>(constant),
);

/** Random expressions of x and the parameter beta, of some operations of one argument and all of two. */
export function anyExpression(unary: readonly UnaryOperation[]): fc.Arbitrary<Expression> {
  return fc.letrec<{ expression: Expression }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc
        .record({ op: fc.constantFrom(...unary), a: tie('expression') })
        .map<Expression>(({ op, a }) => ({ op, args: [a] })),
      fc
        .record({ op: fc.constantFrom(...binaryOperations), a: tie('expression'), b: tie('expression') })
        .map<Expression>(({ op, a, b }) => ({ op, args: [a, b] })),
      fc
        .tuple(tie('expression'), tie('expression'), tie('expression'), tie('expression'))
        .map<Expression>(([a, b, p, q]) => select(a, b, p, q)),
    ),
  })).expression;
}

/** The values of everything that is divided by. */
export function divisorsOf(expression: Expression, at: { x: number; beta: number }): number[] {
  const values: number[] = [];
  fold<void>(expression, (part) => void (part.op === 'div' && values.push(evaluate(part.args[1], at))));
  return values;
}
