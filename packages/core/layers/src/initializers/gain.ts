import { changesChannels, isElementwise } from '@rectified/activation';
import { checkOptions, checkValue, InputError, oneOf, optional } from '@rectified/errors';
import { seedNoise } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { layer as anyLayer, makesLayers } from '../checks.js';
import { formulaMeanSquare } from './formula-mean-square.js';
import { measuredMeanSquare } from './measured-mean-square.js';

export interface GainOptions {
  /** Which signals keep their size: those on the way to the output (default), or gradients on the way back. */
  readonly direction?: 'forward' | 'backward';
}

const checks = { direction: optional(oneOf('forward', 'backward')) };

/**
 * How much larger than 1 / sqrt(inputs) weights must be for signals to keep their size through an activation; backward,
 * how much larger than 1 / sqrt(outputs), for gradients to keep theirs.
 *
 *     forward:  gain = 1 / sqrt(E[f(z)^2])
 *     backward: gain = 1 / sqrt(E[f'(z)^2]),  z ~ N(0, 1)
 *
 * sqrt(2) for ReLU, sqrt(2 / (1 + a^2)) for a leaky ReLU with slope a, in both directions (arXiv 1502.01852, equations 14 and
 * 15). For such rectifiers, this holds for inputs of any size; all others have this gain only if their
 * inputs have variance 1. PyTorch's `calculate_gain` has numbers for some activations. Here the gain is computed from the formula,
 * in float64 to about 1e-12. An elementwise layer without a formula is measured: to about 1e-6, and to about
 * 1e-4 if it draws something.
 *
 * The layer is in training mode, because initial weights matter in the first steps of training: RReLU has the slopes
 * that it draws (gain 1.3856 by default), not that of inference (1.3914). A layer that learns has its initial
 * parameters: PReLU with a slope of 0.25 has 1.3720.
 *
 * @example
 * heFanIn({ gain: gain(() => new RReLU()), seed: 1, stream: streamOf('conv1/kernel') });
 */
export function gain(activation: () => layers.Layer, options: GainOptions = {}): number {
  const { direction = 'forward' } = checkOptions('gain', options, checks);
  const made = checkValue('activation of gain', activation, makesLayers)();
  const layer = checkValue('what activation() gave', made, anyLayer);
  if (changesChannels(layer))
    throw new InputError({
      what: `the gain of an activation (${layer.getClassName()})`,
      expected: 'one that works element by element',
      got: 'one that changes the number of channels',
      remedy: 'Choose another initialization',
    });
  layer.name = 'gain';
  seedNoise([layer], { seed: 0, step: 0 });
  const of = direction === 'forward' ? 'value' : 'derivative';
  const mean = meanSquareOf(layer, of);
  const name = layer.getClassName();
  layer.dispose();
  if (mean > 0 && Number.isFinite(mean)) return 1 / Math.sqrt(mean);
  throw new InputError({
    what: `the gain of an activation (${name})`,
    expected: `a mean square of its ${of} above 0 for normally distributed inputs`,
    got: String(mean),
    remedy: 'Choose another initialization',
  });
}

function meanSquareOf(layer: layers.Layer, of: 'value' | 'derivative'): number {
  if (!isElementwise(layer)) return measuredMeanSquare(layer, of);
  tf.tidy(() => void layer.apply(tf.zeros([1, 1, 1, 1]))); // gives it its parameters
  return formulaMeanSquare(layer.elementwise({ training: true }), of);
}
