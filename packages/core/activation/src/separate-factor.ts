import { constant, dependsOn, div, type Expression, mul, neg, select } from '@rectified/expression';

/** The two factors of a derivative. */
export interface Separated {
  readonly term: Expression;
  /** Independent of input and noise. */
  readonly factor: Expression;
}

/**
 * Separates the factors of a parameter's derivative that are the same for all elements: for -x / a^2 it is enough to sum x, and
 * to multiply the sum by -1 / a^2.
 */
export function separateFactor(derivative: Expression): Separated {
  if (isFree(derivative)) return { term: constant(1), factor: derivative };
  switch (derivative.op) {
    case 'neg': {
      const { term, factor } = separateFactor(derivative.args[0]);
      return { term, factor: neg(factor) };
    }
    case 'mul': {
      const [a, b] = derivative.args.map(separateFactor) as [Separated, Separated];
      return { term: product(a.term, b.term), factor: product(a.factor, b.factor) };
    }
    case 'div': {
      const [a, b] = derivative.args;
      if (!isFree(b)) break;
      const { term, factor } = separateFactor(a);
      return { term, factor: div(factor, b) };
    }
    case 'select': {
      const [a, b, p, q] = derivative.args;
      // A branch that is 0 stays 0 when multiplied.
      if (isZero(p)) {
        const { term, factor } = separateFactor(q);
        return { term: select(a, b, p, term), factor };
      }
      if (isZero(q)) {
        const { term, factor } = separateFactor(p);
        return { term: select(a, b, term, q), factor };
      }
    }
  }
  return { term: derivative, factor: constant(1) };
}

const isFree = (part: Expression) => !dependsOn(part, 'input', 'noise');
const isZero = (part: Expression) => part.op === 'constant' && part.value === 0;
const isOne = (part: Expression) => part.op === 'constant' && part.value === 1;
const product = (a: Expression, b: Expression) => (isOne(a) ? b : isOne(b) ? a : mul(a, b));
