export { type Bounds, boundsOf, type SymbolBounds } from './bounds.js';
export { checkExpression } from './check-expression.js';
export { type CompileOptions, compile } from './compile.js';
export {
  abs,
  add,
  clip,
  constant,
  cos,
  div,
  erf,
  erfc,
  erfcx,
  exp,
  expm1,
  lerp,
  log,
  log1p,
  max,
  min,
  mul,
  neg,
  select,
  sigmoid,
  sin,
  softplus,
  sqrt,
  square,
  sub,
  symbol,
  tanh,
  x,
} from './constructors.js';
export { differentiate } from './differentiate.js';
export { type EvaluateOptions, evaluate } from './evaluate.js';
export {
  type BinaryOperation,
  binaryOperations,
  type Expression,
  type Sym,
  type SymbolKind,
  type Term,
  type UnaryOperation,
  unaryOperations,
} from './expression.js';
export { same } from './identity-of.js';
export { type Computation, isComputation, type Line, type LineOperation, type Program } from './program.js';
export { type Machine, numbers, runProgram } from './run-program.js';
export { simplify } from './simplify.js';
export { stabilize } from './stabilize.js';
export { dependsOn, symbolsOf } from './symbols-of.js';
export { type TexOptions, toTex } from './to-tex.js';
export { toText } from './to-text.js';
