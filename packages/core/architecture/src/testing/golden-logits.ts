import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { ArchitectureOptions } from '../architecture-options.js';
import { setSines } from './set-sines.js';
import { sineImages } from './sine-images.js';

/** What a golden file of tools/golden/architectures.py says of its network. */
export interface GoldenNetwork {
  readonly width: number;
  readonly classes: number;
  /** Shape of the images: [n, height, width, channels]. */
  readonly images: readonly number[];
}

/**
 * The logits of a golden file's network, [n, classes]: with leaky rectifiers, a = 5.5, the weights of {@link setSines} and the
 * images of {@link sineImages}.
 */
export function goldenLogits(
  build: (options: ArchitectureOptions) => tfl.LayersModel,
  { width, classes, images }: GoldenNetwork,
): (call?: { training: boolean }) => tf.Tensor {
  const [, height, columns, channels] = images as readonly [number, number, number, number];
  const activation = () => tfl.layers.leakyReLU({ alpha: 1 / 5.5 });
  const model = build({ classes, activation, width, shape: [height, columns, channels] });
  setSines(model);
  return (call = { training: false }) => model.apply(sineImages(images), call) as tf.Tensor;
}
