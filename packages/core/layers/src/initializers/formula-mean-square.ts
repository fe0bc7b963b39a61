import type { ElementwiseCall } from '@rectified/activation';
import { evaluate } from '@rectified/expression';
import { integrate } from './integrate.js';

/** A share of 4e-33 of the normal distribution lies beyond this. */
const limit = 12;

/**
 * E[f(z)^2] over z ~ N(0, 1) and over the noise, for an activation's value or its derivative: in float64, from the formula.
 * Parameters have their current values.
 */
export function formulaMeanSquare(call: ElementwiseCall, of: 'value' | 'derivative'): number {
  const { value, derivatives, options, parameters, noise } = call.function;
  const expression = of === 'value' ? value : derivatives.input;
  const values: Record<string, number> = {};
  options.forEach(({ name }, at) => {
    values[name] = call.options[at]!;
  });
  parameters.forEach(({ name }, at) => {
    const { values: tensor, clip: [low, high] = [-Infinity, Infinity] } = call.parameters[at]!;
    values[name] = Math.min(Math.max(tensor.dataSync()[0]!, low), high);
  });
  const square = () => evaluate(expression, values) ** 2;
  const overNoise = noise.reduce<() => number>(
    (inner, { name }) =>
      () =>
        integrate(
          (u) => {
            values[name] = u;
            return inner();
          },
          0,
          1,
        ),
    square,
  );
  return integrate(
    (z) => {
      values.x = z;
      return (overNoise() * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI);
    },
    -limit,
    limit,
  );
}
