import { type Expression, mul, type Program } from '@rectified/expression';
import { boundsIn } from './bounds-in.js';
import { checkSymbols } from './check-formula.js';
import { dy, type ElementwiseFunction } from './elementwise.js';
import { inTheOutput } from './in-the-output.js';
import { programOf } from './program-of.js';
import { separateFactor } from './separate-factor.js';

/** A backward pass for a kernel. */
export interface BackwardProgram {
  /**
   * Its outputs are dx, and for each parameter what is summed over the elements that share it. Its symbols are `dy`, the
   * function's own, and `x`, which stands for what was kept of the forward pass.
   */
  readonly program: Program;
  /** By these, made of options and parameters, the sums are still to be multiplied: once, and not for every element. */
  readonly factors: readonly Expression[];
  /** The program holds as long as these, made of options and parameters, are not close to 0. */
  readonly nonzero: readonly Expression[];
}

interface Programs {
  readonly forward: Program;
  readonly input: BackwardProgram;
  readonly output: BackwardProgram | undefined;
}

const known = new WeakMap<ElementwiseFunction, Programs>();

/** The program of a function's value: its one output is y, its symbols are `x` and the function's own. */
export function forwardProgram(of: ElementwiseFunction): Program {
  return programsOf(of).forward;
}

/**
 * The program of a function's gradients, made of its input, or of its output, which the next layer keeps anyway: where that
 * has the sign of x, and where x can be had back from it. Undefined if it cannot.
 */
export function backwardProgram(of: ElementwiseFunction, from: 'input'): BackwardProgram;
export function backwardProgram(of: ElementwiseFunction, from: 'output'): BackwardProgram | undefined;
export function backwardProgram(of: ElementwiseFunction, from: 'input' | 'output') {
  return programsOf(of)[from];
}

function programsOf(of: ElementwiseFunction): Programs {
  const made = known.get(of) ?? make(of);
  known.set(of, made);
  return made;
}

function make(of: ElementwiseFunction): Programs {
  const bounds = boundsIn(of);
  // What becomes a program may go to a compiler: whatever it was made of, from here on it is an expression and nothing else.
  const checked = (part: Expression) =>
    checkSymbols(part, [...of.options, ...of.parameters, ...of.noise], `the formula of ${of.name}`);
  const value = checked(of.value);
  const derivatives = {
    input: checked(of.derivatives.input),
    parameters: of.derivatives.parameters.map(checked),
  };
  const backward = (
    input: Expression,
    parameters: readonly Expression[],
    nonzero: readonly Expression[],
  ): BackwardProgram => {
    const separated = parameters.map(separateFactor);
    return {
      program: programOf(
        [input, ...separated.map(({ term }) => term)].map((part) => mul(part, dy)),
        bounds,
      ),
      factors: separated.map(({ factor }) => factor),
      nonzero,
    };
  };
  const { input, parameters } = derivatives;
  const output = inTheOutput(value, derivatives, bounds);
  return {
    forward: programOf([value], bounds),
    input: backward(input, parameters, []),
    output: output && backward(output.input, output.parameters, output.nonzero),
  };
}
