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
   * Its outputs are dx and, for each parameter, the term that is summed over the elements that share it. Its symbols are `dy`,
   * the function's own, and `x`, the value kept from the forward pass.
   */
  readonly program: Program;
  /** Factors of the sums, made of options and parameters: applied once rather than to every element. */
  readonly factors: readonly Expression[];
  /** Expressions of options and parameters. The program is valid unless one of them is close to 0. */
  readonly nonzero: readonly Expression[];
}

interface Programs {
  readonly forward: Program;
  readonly input: BackwardProgram;
  readonly output: BackwardProgram | undefined;
}

const known = new WeakMap<ElementwiseFunction, Programs>();

/** The program of a function's value. Its only output is y; its symbols are `x` and the function's own. */
export function forwardProgram(of: ElementwiseFunction): Program {
  return programsOf(of).forward;
}

/**
 * The program of a function's gradients, in terms of its input, or of its output, which the next layer keeps anyway. The latter
 * requires that x can be recovered from an output with the sign of x; the result is undefined otherwise.
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
  // Programs may be printed for a compiler, so their input is checked: it must be an expression and nothing else.
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
