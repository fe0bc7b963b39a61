import { negativeSlope, negativeSlopeGradient } from '@rectified/activation';
import * as tf from '@tensorflow/tfjs-core';

const rectify = tf.customGrad((x, slope, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor, slope as tf.Tensor]);
  return {
    value: negativeSlope(x as tf.Tensor, clip(slope as tf.Tensor)),
    gradFunc: (dy, [x, slope]) => [
      negativeSlopeGradient(dy, x!, clip(slope!)),
      tf.neg(sumTo(slope!.shape, tf.mul(tf.relu(tf.neg(x!)), dy))),
    ],
  };
});

/**
 * Parametric ReLU, element by element: a learned slope `s` on the negative side, clipped to [0, 1].
 *
 *     y = x  for x > 0,  clip(s) x otherwise          dy/dx = 1 for x > 0, clip(s) otherwise
 *     ds = sum of min(x, 0) dy over the elements that share the slope
 *
 * He, Zhang, Ren, Sun: Delving Deep into Rectifiers (arXiv 1502.01852), eq. 1 and 2, as cxxnet computed it for
 * arXiv 1505.00853: the slope is clipped in the forward pass, and its gradient is not masked by the clip, so that a
 * slope outside can come back. `slope` has any shape that broadcasts to x's: one per channel (`[channels]`) or one for
 * all (`[]`). float32, other types are cast. The same in training and inference. At 0 the value is 0 and the
 * gradient the slope; NaN stays NaN; infinities stay infinities (-Infinity at a slope of 0 gives NaN).
 *
 * tfjs's `tf.prelu` does not clip, and turns Infinity into NaN on tfjs-node.
 *
 * @example
 * prelu([[-2, -2]], [0.25, 0.5]); // [[-0.5, -1]]
 */
export function prelu<T extends tf.Tensor>(x: T | tf.TensorLike, slope: tf.Tensor | tf.TensorLike): T {
  return tf.tidy(() => rectify(tf.cast(x, 'float32'), tf.cast(slope, 'float32'))) as T;
}

function clip(slope: tf.Tensor): tf.Tensor {
  return tf.clipByValue(slope, 0, 1);
}

function sumTo(shape: number[], terms: tf.Tensor): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, terms.shape);
  return tf.reshape(axes.length === 0 ? terms : tf.sum(terms, axes), shape);
}
