import * as tf from '@tensorflow/tfjs-core';

/**
 * A rectifier given by its slope on the negative side, in as few passes over memory as the backend allows.
 *
 *     x  for gate > 0,  slope x otherwise
 *
 * By itself, `gate` being x, it is the value, of dy it is the gradient. `slope` is a number, or a tensor that broadcasts to x's
 * shape (one per channel, one per element). NaN and infinities of `gate` stay what they are in the value, but -Infinity gives 0
 * at the number 0, NaN at 0 in a tensor. For `gate` NaN it is `slope x` on tfjs-node and NaN elsewhere.
 */
export function negativeSlope(x: tf.Tensor, slope: number | tf.Tensor, gate = x): tf.Tensor {
  const backend = tf.getBackend();
  if (slope === 0 && x === gate) {
    // WebGL's `relu` makes NaN of -Infinity.
    if (backend === 'webgl') return tf.maximum(x, 0);
    // wasm's kernel makes 0 of a NaN whose sign is set, as that of infinity minus infinity is; 0 or 1 by `step`, which keeps all
    // NaN, repairs it at little cost.
    return backend === 'wasm' ? tf.mul(tf.relu(x), tf.step(x)) : tf.relu(x);
  }
  if (backend !== 'tensorflow')
    // `step` is 1 where the gate is open (exactly: slope + (1 - slope) rounds to 1). On wasm this is ten times faster than
    // `greater` and `where`, which are not vectorized there; on tfjs-node it is the other way round, because its `step`
    // takes six passes.
    return tf.mul(
      x,
      typeof slope === 'number'
        ? tf.step(gate, slope)
        : tf.add(slope, tf.mul(tf.sub(1, slope), tf.step(gate))),
    );
  if (typeof slope === 'number') {
    if (x === gate) return tf.leakyRelu(x, slope);
    // TensorFlow's own, in one pass, where `@rectified/backend` has registered it.
    if (tf.getKernel('RectifiedLeakyReluGrad', backend))
      return tf.engine().runKernel('RectifiedLeakyReluGrad', { x, gate }, { slope });
  }
  return tf.where(tf.greater(gate, 0), x, tf.mul(x, slope));
}
