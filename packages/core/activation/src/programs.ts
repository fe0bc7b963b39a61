import { compile, mul, type Program, simplify } from '@rectified/expression';
import { dy, type ElementwiseFunction } from './elementwise.js';

interface Programs {
  forward?: Program;
  input?: Program;
  output?: Program;
}

const programs = new WeakMap<ElementwiseFunction, Programs>();

const kept = (of: ElementwiseFunction): Programs => {
  if (!programs.has(of)) programs.set(of, {});
  return programs.get(of)!;
};

/** The program of a function's value. Its one output is y; its symbols are `x` and the function's own. */
export function forwardProgram(of: ElementwiseFunction): Program {
  const known = kept(of);
  known.forward ??= compile([of.value], { bounds: of.bounds });
  return known.forward;
}

/**
 * The program of a function's gradients. Its outputs are dx, and for each parameter what is summed (`term` dy of
 * {@link ParameterDerivative}; the sum is still to be multiplied by `factor`). Its symbols are {@link dy}, the function's own, and
 * `x`, which stands for what is kept of the forward pass: the input, or the output where the function has
 * `outputDerivatives`.
 */
export function backwardProgram(of: ElementwiseFunction, from: 'input' | 'output'): Program {
  const known = kept(of);
  if (known[from] === undefined) {
    const derivatives = from === 'input' ? of.derivatives : of.outputDerivatives;
    if (derivatives === undefined) throw new Error(`${of.name} has no derivatives in its output`);
    const terms = [derivatives.input, ...derivatives.parameters.map(({ term }) => term)];
    known[from] = compile(
      terms.map((term) => simplify(mul(term, dy))),
      { bounds: (symbol) => (symbol.name === dy.name ? [-1e38, 1e38] : of.bounds(symbol)) },
    );
  }
  return known[from];
}
