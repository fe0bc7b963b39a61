/** What a symbol stands for. */
export type SymbolKind =
  /** What the formula is a function of. */
  | 'input'
  /** Learned by training. */
  | 'parameter'
  /** Chosen once, when a layer is made. */
  | 'option'
  /** Drawn anew for every element at every training step. */
  | 'noise';

export const unaryOperations = [
  'neg',
  'abs',
  'sqrt',
  'exp',
  'expm1',
  'log',
  'log1p',
  'tanh',
  'sigmoid',
  'softplus',
  'erf',
  'erfc',
  'erfcx',
  'sin',
  'cos',
] as const;

export const binaryOperations = ['add', 'sub', 'mul', 'div', 'min', 'max'] as const;

export type UnaryOperation = (typeof unaryOperations)[number];
export type BinaryOperation = (typeof binaryOperations)[number];

export interface Constant {
  readonly op: 'constant';
  /** Finite. */
  readonly value: number;
}

export interface Sym {
  readonly op: 'symbol';
  readonly kind: SymbolKind;
  readonly name: string;
}

interface Unary {
  readonly op: UnaryOperation;
  readonly args: readonly [Expression];
}

export interface Binary {
  readonly op: BinaryOperation;
  readonly args: readonly [Expression, Expression];
}

/** A choice between two values: of the arguments a, b, p, q it is p where a > b, else q. */
export interface Select {
  readonly op: 'select';
  readonly args: readonly [Expression, Expression, Expression, Expression];
}

/**
 * A formula as plain data: it survives JSON, holds no functions, and is built of a closed list of operations. Three rules
 * hold for it wherever it is computed:
 *
 * - **N**: NaN in, NaN out, of a parameter, too, or from within the formula (a root of a negative number): `min`, `max` and
 *   the comparison of `select` included.
 * - **Z**: a factor that depends on the input and is 0 makes the product 0, beside an infinity, too. It is a gate that has
 *   closed: x sigmoid(x) is 0 at -infinity. A parameter or constant of 0 is no gate, nor is a factor that may be 0 where
 *   the input is NaN, which rule N forbids to hide.
 * - **T**: a tie goes to the second: `max(a, b)`, `min(a, b)` and `select(a, b, p, q)` take a, or p, only where the
 *   comparison is strict. Their derivatives make the same choice.
 */
export type Expression = Constant | Sym | Unary | Binary | Select;

/** An expression, or a number that stands for a constant. */
export type Term = Expression | number;
