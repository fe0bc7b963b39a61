import { everyLayerOf, interceptCalls, withoutOwnActivation } from '@rectified/layers';
import type { ProbedLayer, ProbeRecord } from '@rectified/run-folder';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { firstImages } from './first-images.js';
import { isActivationLayer } from './is-activation-layer.js';
import { lossGradients } from './loss-gradients.js';
import { diverged, type Training } from './training.js';
import type { TrainingBatch } from './training-step.js';

type Layer = tfl.LayersModel['layers'][number];

/**
 * Measures the layers of a network between epochs: one forward and one backward pass on the first training images, in
 * test mode, which does not change the run. Dynamic dead neurons are counted following Whitaker and Whitley (arXiv 2212.06145): a
 * unit is dead for an image if it outputs 0. `zero` is their share over units and images; `dead` is the share of units (of channels, for a feature
 * map) that are dead for every image and at every position.
 */
export async function probeNetwork(training: Training, { epoch }: { epoch: number }): Promise<ProbeRecord> {
  const { options, settings, model, state } = training;
  const count = options.probe === true ? settings.batch : Number(options.probe);
  const batch = await firstImages(training, count);
  const activity = await activityIn(model, batch);
  const gradients = await lossGradients(training, batch);
  const layers = everyLayerOf(model).flatMap((layer): ProbedLayer[] => {
    const gradient = gradients.get(layer);
    const seen = activity.get(layer);
    if (gradient === undefined && seen === undefined) return [];
    return [{ layer: layer.name, ...seen, ...(gradient && { gradient: normOf(gradient) }) }];
  });
  const broken = layers.find((layer) =>
    Object.values(layer).some((value) => typeof value === 'number' && !Number.isFinite(value)),
  );
  if (broken) throw diverged(training, `what the probe sees in layer ${broken.layer} is no longer finite`);
  return { type: 'probe', epoch, step: state.step, images: batch.shape[0], layers };
}

type Activity = Omit<ProbedLayer, 'layer' | 'gradient'>;

/** Every activation, as its own layer or inside a convolution or dense layer. */
async function activityIn(
  model: tfl.LayersModel,
  { pixels, shape }: TrainingBatch,
): Promise<Map<Layer, Activity>> {
  const watched = everyLayerOf(model).filter((layer) => isActivationLayer(layer) || hasActivation(layer));
  const found = new Map<Layer, Sums>();
  const separate = new Set(watched.filter(isActivationLayer));
  tf.tidy(() => {
    const x = tf.tensor4d(pixels, [...shape]);
    interceptCalls(
      watched,
      (layer, call, inputs) => {
        const output = call();
        const [y] = [output].flat();
        const given = separate.has(layer) ? [inputs].flat() : [withoutOwnActivation(layer, call)].flat();
        const isAlone = given.length === 1 && tf.util.arraysEqual(given[0]!.shape, y!.shape);
        if (isAlone && !found.has(layer)) found.set(layer, sumsOf(given[0]!, y!));
        return output;
      },
      () => model.apply(x),
    );
  });
  const activities = new Map<Layer, Activity>();
  for (const [layer, sums] of found) activities.set(layer, await activityOf(sums));
  return activities;
}

function hasActivation(layer: Layer): boolean {
  const { activation } = layer.getConfig();
  return typeof activation === 'string' && activation !== 'linear' && !('cell' in layer);
}

/** What is counted while the network runs. */
interface Sums {
  /** Per image: share of zeros, share of inputs below 0, mean of the inputs, mean of their squares. */
  readonly shares: tf.Tensor;
  /** Per unit: the largest magnitude of its outputs. */
  readonly largest: tf.Tensor;
}

/** The caller disposes of them. */
function sumsOf(x: tf.Tensor, y: tf.Tensor): Sums {
  const perImage = (values: tf.Tensor) =>
    tf.mean(tf.reshape(tf.cast(values, 'float32'), [values.shape[0]!, -1]), 1);
  return {
    shares: tf.keep(tf.stack([tf.equal(y, 0), tf.less(x, 0), x, tf.square(x)].map(perImage))),
    largest: tf.keep(tf.max(tf.reshape(tf.abs(y), [-1, y.shape.at(-1)!]), 0)),
  };
}

async function activityOf({ shares, largest }: Sums): Promise<Activity> {
  const [values, magnitudes] = [await shares.data<'float32'>(), await largest.data<'float32'>()];
  tf.dispose([shares, largest]);
  const images = values.length / 4;
  const [zero, negative, mean, square] = [0, 1, 2, 3].map(
    (row) =>
      values.subarray(row * images, (row + 1) * images).reduce((sum, value) => sum + value, 0) / images,
  ) as [number, number, number, number];
  const dead = magnitudes.filter((magnitude) => magnitude === 0).length / magnitudes.length;
  return { zero, negative, dead, mean, variance: Math.max(0, square - mean ** 2) };
}

/** In float64, because the squares of small gradients vanish in float32. */
function normOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
