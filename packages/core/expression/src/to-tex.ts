import { mul } from './constructors.js';
import type { Expression } from './expression.js';
import { identityOf, same } from './identity-of.js';
import { neg } from './neg.js';

/** Precedence of operations: an operation inside one of higher precedence needs parentheses. */
const bindings = { sum: 0, product: 1, power: 2 } as const;
type Binding = (typeof bindings)[keyof typeof bindings];

const functions: Readonly<Record<string, string>> = {
  exp: '\\exp',
  expm1: '\\operatorname{expm1}',
  log: '\\ln',
  log1p: '\\operatorname{log1p}',
  tanh: '\\tanh',
  sigmoid: '\\sigma',
  softplus: '\\operatorname{softplus}',
  erf: '\\operatorname{erf}',
  erfc: '\\operatorname{erfc}',
  erfcx: '\\operatorname{erfcx}',
  sin: '\\sin',
  cos: '\\cos',
  min: '\\min',
  max: '\\max',
};

export interface TexOptions {
  /** Symbols in TeX by name: `{ beta: '\\beta' }`. Default: the name, upright if longer than one letter. */
  readonly letters?: Readonly<Record<string, string>>;
}

/**
 * An expression in TeX's math mode. Only the letters and digits of names are kept, so that no name can contain a command.
 *
 * @example
 * toTex(select(x, 0, x, div(x, 5.5))); // => "\\begin{cases} x & x > 0 \\\\ \\frac{x}{5.5} & \\text{otherwise} \\end{cases}"
 */
export function toTex(expression: Expression, { letters = {} }: TexOptions = {}): string {
  const write = (part: Expression, inside: Binding): string => {
    const enclosed = (binding: Binding, text: string) => (binding < inside ? `\\left(${text}\\right)` : text);
    const sum = (arg: Expression) => write(arg, bindings.sum);
    switch (part.op) {
      case 'constant':
        return enclosed(part.value < 0 ? bindings.sum : bindings.power, digits(part.value));
      case 'symbol':
        return Object.hasOwn(letters, part.name) ? letters[part.name]! : letterOf(part.name);
      case 'neg':
        return enclosed(bindings.sum, `-${write(part.args[0], bindings.product)}`);
      case 'add':
        return enclosed(bindings.sum, `${sum(part.args[0])} + ${positive(sum(part.args[1]))}`);
      case 'sub':
        return enclosed(bindings.sum, `${sum(part.args[0])} - ${write(part.args[1], bindings.product)}`);
      case 'mul': {
        const [first, second] = part.args;
        if (same(first, second)) return `${write(first, bindings.power)}^2`;
        if (first.op === 'constant' && first.value < 0) return write(neg(mul(-first.value, second)), inside);
        const [a, b] = [write(first, bindings.product), write(second, bindings.product)];
        // Two adjacent numbers would read as one.
        return enclosed(bindings.product, /^\d/.test(b) ? `${a} \\cdot ${b}` : `${a} ${b}`);
      }
      case 'div':
        return enclosed(bindings.product, `\\frac{${sum(part.args[0])}}{${sum(part.args[1])}}`);
      case 'abs':
        return `\\left|${sum(part.args[0])}\\right|`;
      case 'sqrt':
        return `\\sqrt{${sum(part.args[0])}}`;
      case 'select': {
        const [a, b, p, q] = part.args.map(sum);
        return `\\begin{cases} ${p} & ${a} > ${b} \\\\ ${q} & \\text{otherwise} \\end{cases}`;
      }
      default:
        return `${functions[part.op]}(${part.args.map(sum).join(', ')})`;
    }
  };
  identityOf(expression); // throws if it is not an expression
  return write(expression, bindings.sum);
}

/** Adds parentheses if the text begins with a minus, which cannot follow a plus. */
const positive = (text: string) => (text.startsWith('-') ? `\\left(${text}\\right)` : text);

function letterOf(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9]/g, '');
  return safe.length === 1 ? safe : `\\mathrm{${safe}}`;
}

/** Six significant digits, with powers of ten in TeX. */
function digits(value: number): string {
  const [mantissa, exponent] = String(Number(value.toPrecision(6))).split('e');
  return exponent === undefined ? mantissa! : `${mantissa} \\cdot 10^{${Number(exponent)}}`;
}
