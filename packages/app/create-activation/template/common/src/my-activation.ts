import { activation, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';

const formula = activation({
  name: 'my-activation',
  title: 'My activation',
  className: 'RectifiedMyActivation',
  // Where it was published, with `arxiv` or `doi` if it has one; an unpublished activation has no paper.
  // paper: { title: 'Title of the Paper', authors: ['Family name'], year: 2026, arxiv: '2601.00001' },
  //
  // The identity, to be replaced by your formula: y, written in x with the functions that @rectified/activation exports, and with the
  // options, learned parameters and noise that you declare here. Layer, op, gradients and kernels follow from it.
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
