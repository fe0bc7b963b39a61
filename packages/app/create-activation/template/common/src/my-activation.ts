import { activation, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';

const formula = activation({
  name: 'my-activation',
  title: 'My activation',
  className: 'RectifiedMyActivation',
  // Where it was published, with `arxiv` or `doi` if it has one. An unpublished activation has no paper.
  // paper: { title: 'Title of the Paper', authors: ['Family name'], year: 2026, arxiv: '2601.00001' },
  //
  // Replace this identity by your formula: y in terms of x and of declared options, parameters and noise, written with the functions
  // of @rectified/activation. Layer, op, gradients and kernels are derived from it.
  formula: ({ x }) => x,
});

/** No options of its own, only those of every tfjs layer (`name`, `inputShape`, ...). */
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
 * My activation as a layer: {@link myActivation}. Serialized as `RectifiedMyActivation`.
 *
 * @example
 * model.add(new MyActivation());
 */
export class MyActivation extends layerOf(formula) {}

/** My activation's description, for `rectified`. */
export const description = described(formula, MyActivation);
