/** The kind of value that a symbol stands for. */
export type SymbolKind =
  /** The function's argument. */
  | 'input'
  /** Learned in training. */
  | 'parameter'
  /** Fixed when a layer is created. */
  | 'option'
  /** Random, drawn for every element in every training step. */
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

/** A choice between two values: for the arguments a, b, p, q it is p if a > b, else q. */
export interface Select {
  readonly op: 'select';
  readonly args: readonly [Expression, Expression, Expression, Expression];
}

/**
 * A formula as plain data: it can be stored as JSON, contains no functions, and is built from a closed list of operations. Three
 * rules apply wherever it is computed:
 *
 * - **N**: NaN in, NaN out, including NaN in parameters and from within the formula (the root of a negative number), and
 *   including `min`, `max` and the comparison of `select`.
 * - **Z**: a factor of 0 that depends on the input makes the product 0, even beside an infinity. It is a closed gate:
 *   x sigmoid(x) is 0 at -infinity. A parameter or constant of 0 is not a gate, nor is a factor that may be 0 while the input
 *   is NaN, since rule N forbids hiding that.
 * - **T**: ties go to the second: `max(a, b)`, `min(a, b)` and `select(a, b, p, q)` choose a, or p, only if the comparison is
 *   strict. Their derivatives make the same choice.
 */
export type Expression = Constant | Sym | Unary | Binary | Select;

/** An expression, or a number as a constant. */
export type Term = Expression | number;
