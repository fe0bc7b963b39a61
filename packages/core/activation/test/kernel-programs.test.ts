import { div, evaluate, numbers, runProgram, select } from '@rectified/expression';
import { describe, expect, it } from 'vitest';
import { activation, backwardProgram, forwardProgram, functionOf } from '../src/index.js';
import { helu, randomizedSmoothLeaky, silu, smelu, swish } from './formulas.js';

const options = {
  initialBeta: 1,
  halfWidth: 1,
  gradientThreshold: 0.05,
  lowerSlope: 0.125,
  upperSlope: 0.333,
};
const learned = activation({
  name: 'learned-divisor',
  title: 'Learned divisor',
  paper: { title: 'A test', authors: ['Nobody'], year: 2026 },
  parameters: { a: { initial: 4, clip: [1, Number.POSITIVE_INFINITY] } },
  formula: ({ x, a }) => select(x, 0, x, div(x, a)),
});

describe.each([silu, swish, smelu, helu, randomizedSmoothLeaky, learned])('$name', ({ definition }) => {
  const of = functionOf(definition, options, { training: true });
  const values = { ...options, a: 1.5, beta: 1.5, steepness: 2, r: 0.3, dy: -0.7 };

  it('forward and backward programs compute the function and its gradients', () => {
    const { program, factors, nonzero } = backwardProgram(of, 'input');
    expect(nonzero).toEqual([]);
    for (const x of [-4, -0.5, 0, 0.5, 4]) {
      const at = { ...values, x };
      expect(runProgram(forwardProgram(of), numbers(at))[0]).toBeCloseTo(evaluate(of.value, at), 12);
      const [dx, ...sums] = runProgram(program, numbers(at));
      expect(dx).toBeCloseTo(values.dy * evaluate(of.derivatives.input, at), 12);
      sums.forEach((sum, i) => {
        expect(sum * evaluate(factors[i]!, at)).toBeCloseTo(
          values.dy * evaluate(of.derivatives.parameters[i]!, at),
          12,
        );
      });
    }
  });

  it('NaN in the input is NaN in every gradient', () => {
    const at = { ...values, x: Number.NaN };
    for (const each of runProgram(backwardProgram(of, 'input').program, numbers(at))) expect(each).toBeNaN();
  });
});

it('the output is enough if x can be recovered from it', () => {
  const of = functionOf(learned.definition, {}, { training: true });
  const { program, factors, nonzero } = backwardProgram(of, 'output')!;
  const [x, a, dy] = [-3, 1.5, 2];
  const [dx, sum] = runProgram(program, numbers({ x: x / a, a, dy }));
  expect(dx).toBeCloseTo(dy / a, 12);
  expect(sum! * evaluate(factors[0]!, { a })).toBeCloseTo((-x / a ** 2) * dy, 12);
  expect(nonzero.map((each) => evaluate(each, { a }))).toEqual([1 / a]);
  const silus = functionOf(silu.definition, {}, { training: true });
  expect(backwardProgram(silus, 'output')).toBeUndefined();
});
