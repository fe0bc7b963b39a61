import {
  checkOptions,
  checkValue,
  finiteNumber,
  having,
  InputError,
  optional,
  randomSeed,
  wholeNumber,
} from '@rectified/errors';
import { streamOf } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { everyLayerOf } from '../every-layer-of.js';
import { interceptCalls } from '../intercept-calls.js';
import { withoutOwnActivation } from '../without-own-activation.js';
import { orthogonal } from './orthogonal.js';

type Layer = tfl.LayersModel['layers'][number];

export interface LsuvOptions {
  /** Seed of orthonormal weights that first replace the model's. Without it, the model's own weights are scaled. */
  readonly seed?: number;
  /** How far a variance may be from 1. Default 0.1. */
  readonly tolerance?: number;
  /** How often a layer is scaled, at most. Default 10. */
  readonly iterations?: number;
}

/** What was done to a layer's kernel. */
export interface LsuvScaling {
  readonly layer: string;
  /** The variance of the layer's outputs for the batch, before its activation: before the kernel was scaled, and after. */
  readonly before: number;
  readonly after: number;
}

const checks = {
  seed: optional(randomSeed),
  tolerance: optional(finiteNumber({ above: 0 })),
  iterations: optional(wholeNumber({ from: 1 })),
};

/** The outputs of a layer that deviate by less cannot be scaled. */
const leastDeviation = 1e-7;

/**
 * Layer-sequential unit variance: scales the kernel of each layer, from the first to the last, so that its outputs for a batch
 * of images, before its activation, have variance 1.
 *
 *     W <- W / sqrt(Var(W x + b)),  until |Var - 1| < tolerance
 *
 * Mishkin, Matas: All you need is a good init (arXiv 1511.06422), which starts from orthonormal weights: pass a `seed` for them,
 * or build the model with {@link orthogonal}. It uses a single variance over all images, positions and channels, in inference mode: no
 * dropout, random slopes at their mean. It works for any activation and any model of tfjs-layers, including nested models:
 * convolutions and dense layers are scaled, whatever is between them; recurrent and frozen layers are left alone. So are biases,
 * and layers with constant outputs, such as one with a kernel of zeros.
 *
 * Images should be scaled as in training. The result depends on the batch, the weights and the rounding of the backend.
 *
 * @example
 * lsuv(model, images, { seed: 1 }); // [{ layer: 'conv1', before: 0.31, after: 1 }, ...]
 */
export function lsuv(
  model: tfl.LayersModel,
  images: tf.Tensor | tf.Tensor[],
  options: LsuvOptions = {},
): LsuvScaling[] {
  checkValue('model of lsuv', model, having('a model of tfjs-layers', 'inputs', 'outputs', 'layers'));
  const { seed, tolerance = 0.1, iterations = 10 } = checkOptions('lsuv', options, checks);
  const scaled = everyLayerOf(model).filter((layer) => kernelOf(layer) !== undefined);
  if (seed !== undefined) for (const layer of scaled) drawOrthonormal(layer, seed);
  const scalings = new Map<Layer, LsuvScaling>();
  interceptCalls(
    scaled,
    (layer, call) => {
      if (!scalings.has(layer)) scalings.set(layer, scale(layer, call, { tolerance, iterations }));
      return call();
    },
    () => tf.tidy(() => void model.apply(images)),
  );
  return [...scalings.values()];
}

/** The kernel that a layer's outputs are proportional to, except for its bias. */
function kernelOf(layer: Layer): tfl.LayerVariable | undefined {
  if (!layer.trainable || 'cell' in layer) return undefined;
  return layer.trainableWeights.find(({ originalName }) => /\/(depthwise_)?kernel$/.test(originalName));
}

function drawOrthonormal(layer: Layer, seed: number): void {
  const kernel = kernelOf(layer)!;
  const initializer = orthogonal({ seed, stream: streamOf(kernel.originalName) });
  tf.tidy(() => void kernel.write(initializer.apply(kernel.shape as number[])));
}

function scale(
  layer: Layer,
  call: () => tf.Tensor | tf.Tensor[],
  { tolerance, iterations }: Required<Pick<LsuvOptions, 'tolerance' | 'iterations'>>,
): LsuvScaling {
  const kernel = kernelOf(layer)!;
  const variance = () => withoutOwnActivation(layer, () => varianceOf(layer, call));
  const before = variance();
  let after = before;
  for (let i = 0; i < iterations && Math.abs(after - 1) >= tolerance; i++) {
    const deviation = Math.sqrt(after);
    if (deviation < leastDeviation) break;
    tf.tidy(() => void kernel.write(tf.div(kernel.read(), deviation)));
    after = variance();
  }
  return { layer: layer.name, before, after };
}

function varianceOf(layer: Layer, call: () => tf.Tensor | tf.Tensor[]): number {
  const [variance] = tf.tidy(() => tf.moments([call()].flat()[0]!).variance.dataSync<'float32'>());
  if (Number.isFinite(variance!)) return variance!;
  throw new InputError({
    what: `the outputs of layer ${layer.name} for the first batch`,
    expected: 'a finite variance',
    got: String(variance),
    remedy: 'Look at the images and the initial weights',
  });
}
