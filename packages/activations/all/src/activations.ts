import type { Activation } from '@rectified/activation';
import crelu from '@rectified/crelu';
import elu from '@rectified/elu';
import gcu from '@rectified/gcu';
import gelu from '@rectified/gelu';
import hardSwish from '@rectified/hard-swish';
import helu from '@rectified/helu';
import leakyRelu from '@rectified/leaky-relu';
import maxout from '@rectified/maxout';
import mish from '@rectified/mish';
import prelu from '@rectified/prelu';
import randomizedSmoothLeaky from '@rectified/randomized-smooth-leaky';
import relu from '@rectified/relu';
import relu6 from '@rectified/relu6';
import rescu from '@rectified/rescu';
import rrelu from '@rectified/rrelu';
import selu from '@rectified/selu';
import smelu from '@rectified/smelu';
import smoothLeaky from '@rectified/smooth-leaky';
import softplus from '@rectified/softplus';
import swish from '@rectified/swish';

/**
 * Every activation of Rectified by its name. A plain, frozen object: importing it registers nothing except the layers
 * themselves. Use your own packages beside it; they cannot be added to it.
 *
 * @example
 * const layer = new activations['leaky-relu'].layer({ divisor: 100 });
 */
export const activations = Object.freeze({
  relu,
  'leaky-relu': leakyRelu,
  prelu,
  rrelu,
  crelu,
  elu,
  gcu,
  gelu,
  'hard-swish': hardSwish,
  helu,
  maxout,
  mish,
  'randomized-smooth-leaky': randomizedSmoothLeaky,
  relu6,
  rescu,
  selu,
  smelu,
  'smooth-leaky': smoothLeaky,
  softplus,
  swish,
} satisfies Record<string, Activation>);
