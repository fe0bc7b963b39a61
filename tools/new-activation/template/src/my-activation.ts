import { activation, described, type LayerConfig, layerOf, mul, opOf, select } from '@rectified/activation';

const formula = activation({
  name: 'my-activation',
  title: 'My activation',
  className: 'RectifiedMyActivation',
  // TODO Where it was published.
  paper: { title: 'Unpublished', authors: ['You'], year: 2026 },
  // TODO Your formula, and what it needs: options, parameters that are learned, noise. Its gradient follows by itself.
  formula: ({ x }) => select(x, 0, x, mul(0.25, x)),
});

/** Nothing of its own: what every tfjs layer takes (`name`, `inputShape`, ...). */
export interface MyActivationConfig extends LayerConfig<typeof formula> {}

/**
 * My activation, element by element.
 *
 *     y = x  for x > 0,  x/4 otherwise
 *
 * Authors: title (year), equation. Any shape; float32, other types are cast. The same in training and inference. At 0
 * the value is 0; NaN stays NaN, infinities stay infinities.
 *
 * @example
 * myActivation([-2, 0, 3]); // [-0.5, 0, 3]
 */
export const myActivation = opOf(formula);

/**
 * My activation as a layer: {@link myActivation}. Saved models know it as `RectifiedMyActivation`.
 *
 * @example
 * model.add(new MyActivation());
 */
export class MyActivation extends layerOf(formula) {}

/** My activation as `rectified` knows it. */
export const description = described(formula, MyActivation);
