import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';

/** The normal distribution is summed between these limits (a share of 1e-15 lies beyond them), in steps that float32 represents exactly. */
const LIMIT = 8;
const STEP = 1 / 256;
/** How often every point is evaluated, with different noise. */
const DRAWS = 64;

/**
 * E[f(z)^2] over z ~ N(0, 1), for the value or the derivative of a layer without a known formula: to about 1e-6, and to
 * about 1e-4 if it draws something. Throws an `InputError` if it is not elementwise.
 */
export function measuredMeanSquare(layer: layers.Layer, of: 'value' | 'derivative'): number {
  const places = 2 * (LIMIT / STEP);
  // At the centers of steps: kinks are most likely between them, at 0, 3 or -3.
  const z = Float64Array.from({ length: places }, (_, at) => (at + 0.5) * STEP - LIMIT);
  const f = (x: tf.Tensor) => {
    const y = layer.apply(x, { training: true }) as tf.Tensor;
    checkShapes(layer, x, y);
    return y;
  };
  const values = tf.tidy(() => {
    const x = tf.tile(tf.tensor4d(Float32Array.from(z), [1, places, 1, 1]), [DRAWS, 1, 1, 1]);
    return (of === 'value' ? f(x) : tf.grad(f)(x)).dataSync<'float32'>();
  });
  const density = z.map((value) => Math.exp(-(value ** 2) / 2));
  const square = values.reduce((sum, value, at) => sum + density[at % places]! * value ** 2, 0);
  return square / (DRAWS * density.reduce((sum, one) => sum + one, 0));
}

function checkShapes(layer: layers.Layer, x: tf.Tensor, y: tf.Tensor): void {
  if (tf.util.arraysEqual(x.shape, y.shape)) return;
  throw new InputError({
    what: `the gain of an activation (${layer.getClassName()})`,
    expected: 'one that works element by element',
    got: `images of ${x.shape.slice(1).join(' x ')} become ${y.shape.slice(1).join(' x ')}`,
    remedy: 'Choose another initialization',
  });
}
