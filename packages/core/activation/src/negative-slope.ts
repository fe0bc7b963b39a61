import * as tf from '@tensorflow/tfjs-core';

/**
 * A rectifier with a given slope on the negative side, in as few passes over memory as the backend allows.
 *
 *     x  for gate > 0,  slope x otherwise
 *
 * With x as its own gate it is the value; with dy in place of x, the gradient. `slope` is a number, or a tensor that broadcasts to
 * x's shape (one per channel, one per element). In the value, NaN and infinities are preserved, except that -Infinity gives 0 for
 * the slope 0, or NaN if that 0 is in a tensor. If `gate` is NaN, the result is `slope x` on tfjs-node and NaN elsewhere.
 */
export function negativeSlope(x: tf.Tensor, slope: number | tf.Tensor, gate = x): tf.Tensor {
  const backend = tf.getBackend();
  if (slope === 0 && x === gate) {
    // WebGL's `relu` turns -Infinity into NaN.
    if (backend === 'webgl') return tf.maximum(x, 0);
    // wasm's kernel turns a NaN whose sign bit is set into 0, such as the result of infinity minus infinity. Multiplying by `step`,
    // which is 0 or 1 and preserves every NaN, repairs this at little cost.
    return backend === 'wasm' ? tf.mul(tf.relu(x), tf.step(x)) : tf.relu(x);
  }
  if (backend !== 'tensorflow')
    // `step` is 1 where the gate is open (exactly: slope + (1 - slope) rounds to 1). On wasm this is ten times faster than
    // `greater` and `where`, which are not vectorized there; on tfjs-node it is slower, because its `step` takes six passes.
    return tf.mul(
      x,
      typeof slope === 'number'
        ? tf.step(gate, slope)
        : tf.add(slope, tf.mul(tf.sub(1, slope), tf.step(gate))),
    );
  if (typeof slope === 'number') {
    if (x === gate) return tf.leakyRelu(x, slope);
    // TensorFlow's own kernel, in one pass, if `@rectified/backend` has registered it.
    if (tf.getKernel('RectifiedLeakyReluGrad', backend))
      return tf.engine().runKernel('RectifiedLeakyReluGrad', { x, gate }, { slope });
  }
  return tf.where(tf.greater(gate, 0), x, tf.mul(x, slope));
}
