import type { Activation } from '@rectified/activation';
import hardSwish from '@rectified/hard-swish';
import leakyRelu from '@rectified/leaky-relu';
import prelu from '@rectified/prelu';
import relu from '@rectified/relu';
import rrelu from '@rectified/rrelu';

/**
 * Every activation of Rectified by its name. A plain, frozen object: importing it registers nothing beyond the layers
 * themselves, and a package of one's own is used beside it, not added to it.
 *
 * @example
 * const layer = new activations['leaky-relu'].layer({ divisor: 100 });
 */
export const activations = Object.freeze({
  relu,
  'leaky-relu': leakyRelu,
  prelu,
  rrelu,
  'hard-swish': hardSwish,
} satisfies Record<string, Activation>);
