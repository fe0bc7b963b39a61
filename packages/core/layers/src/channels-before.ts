import { checkValue, InputError } from '@rectified/errors';
import type * as tfl from '@tensorflow/tfjs-layers';
import { layer } from './checks.js';

/**
 * How many input channels an activation needs for this many outputs: the same number, but half as many for CReLU, and k
 * times as many for Maxout. A layer that changes the number of channels declares it with a method `inputChannels` (`ChangesChannels` of
 * `@rectified/activation`). Throws an `InputError` if no whole number fits.
 *
 * @example
 * channelsBefore(new CReLU(), 192); // => 96
 */
export function channelsBefore(activation: tfl.layers.Layer, channels: number): number {
  const { inputChannels } = checkValue('activation', activation, layer) as {
    inputChannels?: (channels: number) => number;
  };
  if (typeof inputChannels !== 'function') return channels;
  const before = inputChannels.call(activation, channels);
  if (Number.isInteger(before) && before > 0) return before;
  throw new InputError({
    what: `channels behind ${activation.name} (${activation.getClassName()})`,
    expected: 'a number that it can give',
    got: `${channels}, for which its input would need ${before}`,
    remedy:
      'Choose another width or another activation; a network that ends in its activation needs such a number of classes',
  });
}
