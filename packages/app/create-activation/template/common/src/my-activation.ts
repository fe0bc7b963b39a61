import { activation, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';

const formula = activation({
  name: 'my-activation',
  title: 'My activation',
  className: 'RectifiedMyActivation',
  // Where it was published, `arxiv` or `doi` where it has one; leave it out where the idea is your own.
  paper: { title: 'Unpublished', authors: ['Nobody'], year: 2026 },
  // The identity, until yours stands here: y, written in x with the functions that @rectified/activation exports, and with the
  // options, learned parameters and noise that it declares. Layer, op, gradients and kernels follow from it.
  formula: ({ x }) => x,
});

/** Nothing of its own: what every tfjs layer takes (`name`, `inputShape`, ...). */
export interface MyActivationConfig extends LayerConfig<typeof formula> {}

/**
 * My activation, element by element.
 *
 *     y = x
 *
 * Authors: title (year), equation. Any shape; float32, other types are cast. The same in training and inference. NaN stays NaN,
 * infinities stay infinities.
 *
 * @example
 * myActivation([-2, 0, 3]); // [-2, 0, 3]
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
