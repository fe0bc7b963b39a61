export { arithmetic, choose } from './arithmetic.js';
export { type Bounds, boundsOf, type SymbolBounds } from './bounds.js';
export { checkExpression } from './check-expression.js';
export { type CompileOptions, compile } from './compile.js';
export {
  add,
  clip,
  constant,
  div,
  lerp,
  max,
  min,
  mul,
  select,
  square,
  sub,
  symbol,
  x,
} from './constructors.js';
export { differentiate } from './differentiate.js';
export { type EvaluateOptions, evaluate } from './evaluate.js';
export {
  type Binary,
  type BinaryOperation,
  binaryOperations,
  type Expression,
  type Select,
  type Sym,
  type SymbolKind,
  type Term,
  type UnaryOperation,
  unaryOperations,
} from './expression.js';
export * from './functions.js';
export { type FunctionOfOne, knownOf } from './functions-of-one.js';
export { identityOf, same } from './identity-of.js';
export { isBounded } from './is-bounded.js';
export { isNumber } from './is-constant.js';
export { neg } from './neg.js';
export { type Computation, isComputation, type Line, type LineOperation, type Program } from './program.js';
export { remembered } from './remembered.js';
export { asSelect, branchOfNaN, type Gate, gatesOf } from './rules.js';
export { type Machine, numbers, runProgram } from './run-program.js';
export { simplify } from './simplify.js';
export { dependsOn, symbolsOf } from './symbols-of.js';
export { type TexOptions, toTex } from './to-tex.js';
export { toText } from './to-text.js';
