import { checkValue, InputError } from '@rectified/errors';
import { seedNoise } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { layer as anyLayer, makesLayers } from '../checks.js';

/** The normal distribution is summed up between these limits (beyond them lies a share of 1e-15), in steps that float32 has exactly. */
const LIMIT = 8;
const STEP = 1 / 256;
/** How often every place is tried, with different noise. */
const DRAWS = 64;

/**
 * By how much weights must be larger than 1 / sqrt(inputs) so that an activation leaves signals as large as they were.
 *
 *     gain = 1 / sqrt(E[f(z)^2]),  z ~ N(0, 1)
 *
 * sqrt(2) for ReLU, sqrt(2 / (1 + a^2)) for a leaky ReLU of slope a (arXiv 1502.01852, equation 15); PyTorch's
 * `calculate_gain` has numbers for some activations. Here it is computed from the layer, which may be any that works element
 * by element: to about 1e-6, and to about 1e-4 for a layer that draws something.
 *
 * The layer is in training mode, since it is the first steps of training that initial weights are for: RReLU has the slopes
 * that it draws (gain 1.3856 by default), not the one of inference (1.3914). A layer that learns has its initial
 * parameters: PReLU of a slope of 0.25 has 1.3720. The noise is always the same.
 *
 * @example
 * heFanIn({ gain: gain(() => new RReLU()), seed: 1, stream: streamOf('conv1/kernel') });
 */
export function gain(activation: () => layers.Layer): number {
  const places = 2 * (LIMIT / STEP) + 1;
  const z = Float64Array.from({ length: places }, (_, at) => at * STEP - LIMIT);
  const made = checkValue('activation of gain', activation, makesLayers)();
  const layer = checkValue('what activation() gave', made, anyLayer);
  layer.name = 'gain';
  seedNoise([layer], { seed: 0, step: 0 });
  const values = tf.tidy(() => {
    const x = tf.tile(tf.tensor4d(Float32Array.from(z), [1, places, 1, 1]), [DRAWS, 1, 1, 1]);
    const y = layer.apply(x, { training: true }) as tf.Tensor;
    if (!tf.util.arraysEqual(x.shape, y.shape))
      throw new InputError({
        what: `the gain of an activation (${layer.getClassName()})`,
        expected: 'one that works element by element',
        got: `images of ${x.shape.slice(1).join(' x ')} become ${y.shape.slice(1).join(' x ')}`,
        remedy: 'Choose another initialization',
      });
    return y.dataSync<'float32'>();
  });
  layer.dispose();
  const density = z.map((value) => Math.exp(-(value ** 2) / 2));
  const square = values.reduce((sum, value, at) => sum + density[at % places]! * value ** 2, 0);
  const mean = square / (DRAWS * density.reduce((sum, one) => sum + one, 0));
  if (mean > 0 && Number.isFinite(mean)) return 1 / Math.sqrt(mean);
  throw new InputError({
    what: `the gain of an activation (${layer.getClassName()})`,
    expected: 'a mean square above 0 for normally distributed inputs',
    got: String(mean),
    remedy: 'Choose another initialization',
  });
}
