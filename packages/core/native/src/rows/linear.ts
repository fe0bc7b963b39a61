import type { ElementwiseFunction } from '@rectified/activation';
import { constant, x } from '@rectified/expression';

const one = { input: constant(1), parameters: [] };

/** y = x. */
export const linear: ElementwiseFunction = Object.freeze({
  name: 'linear',
  value: x,
  derivatives: one,
  outputDerivatives: { ...one, nonzero: [] },
  options: [],
  parameters: [],
  noise: [],
  bounds: () => [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const,
});
