import { mul } from './constructors.js';
import type { Expression } from './expression.js';
import { identityOf, same } from './identity-of.js';
import { neg } from './neg.js';

/** Precedence of operations: an operation inside one of higher precedence needs parentheses. */
const bindings = { choice: 0, sum: 1, product: 2, power: 3 } as const;
type Binding = (typeof bindings)[keyof typeof bindings];

/**
 * An expression as a line of text, for terminals: operators as in most languages, `^` for a square, functions by name.
 *
 * @example
 * toText(select(x, 0, x, div(x, 5.5))); // => "x if x > 0, else x / 5.5"
 */
export function toText(expression: Expression): string {
  const write = (part: Expression, inside: Binding): string => {
    const enclosed = (binding: Binding, text: string) => (binding < inside ? `(${text})` : text);
    const sum = (arg: Expression) => write(arg, bindings.sum);
    switch (part.op) {
      case 'constant':
        return enclosed(part.value < 0 ? bindings.sum : bindings.power, String(+part.value.toPrecision(6)));
      case 'symbol':
        return part.name;
      case 'neg':
        return enclosed(bindings.sum, `-${write(part.args[0], bindings.product)}`);
      case 'add':
      case 'sub': {
        const sign = part.op === 'add' ? '+' : '-';
        const [a, b] = part.args;
        // A minus must not follow another sign.
        const second = write(b, sign === '-' ? bindings.product : bindings.sum);
        return enclosed(bindings.sum, `${sum(a)} ${sign} ${second.startsWith('-') ? `(${second})` : second}`);
      }
      case 'mul': {
        const [a, b] = part.args;
        if (same(a, b)) return `${write(a, bindings.power)}^2`;
        if (a.op === 'constant' && a.value < 0) return write(neg(mul(-a.value, b)), inside);
        // `x * 1 / a` is the same, but harder to read.
        const second = write(b, b.op === 'div' ? bindings.power : bindings.product);
        return enclosed(bindings.product, `${write(a, bindings.product)} * ${second}`);
      }
      case 'div': {
        const [a, b] = part.args;
        return enclosed(bindings.product, `${write(a, bindings.product)} / ${write(b, bindings.power)}`);
      }
      case 'select': {
        const [a, b, p, q] = part.args.map(sum);
        return enclosed(bindings.choice, `${p} if ${a} > ${b}, else ${q}`);
      }
      default:
        return `${part.op}(${part.args.map((arg) => write(arg, bindings.choice)).join(', ')})`;
    }
  };
  identityOf(expression); // throws if it is not an expression
  return write(expression, bindings.choice);
}
