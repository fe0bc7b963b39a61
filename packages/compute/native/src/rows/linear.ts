import type { ElementwiseFunction } from '@rectified/activation';
import { constant, x } from '@rectified/expression';

/** y = x. */
export const linear: ElementwiseFunction = Object.freeze({
  name: 'linear',
  value: x,
  derivatives: { input: constant(1), parameters: [] },
  options: [],
  parameters: [],
  noise: [],
  bounds: () => [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const,
});
