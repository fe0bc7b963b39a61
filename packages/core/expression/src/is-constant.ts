import type { Constant, Expression } from './expression.js';

export const isConstant = (expression: Expression): expression is Constant => expression.op === 'constant';

/** Whether an expression is this number; -0 is 0. */
export const isNumber = (expression: Expression, value: number) =>
  isConstant(expression) && expression.value === value;
