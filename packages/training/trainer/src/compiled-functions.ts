import type { StepFunction } from '@rectified/compiled';
import type { PlacedViews } from '@rectified/dataset';
import { fuse } from '@rectified/fuse';
import * as tf from '@tensorflow/tfjs-core';
import type { DeviceImages, DeviceViews } from './device-images.js';
import type { EngineOptions } from './engine-options.js';
import { type InputScaling, isExactInFloat32, scaledTable } from './input-scaling.js';
import { placedImages } from './placed-images.js';
import { mostSteps as most } from './steps-in-call.js';
import { logitsAndGradients } from './training-step.js';

/** The name of the function that takes training steps with batches of one size. */
export const nameOfSize = (size: number) => `batch_${size}`;

/** The functions that the compiled engine calls: a training step for every size of batch and, where images lie on the device, `measure`. */
export function compiledFunctions(
  { model, optimizer, options, settings }: EngineOptions,
  { training, measuring }: Partial<Pick<DeviceImages, 'training' | 'measuring'>>,
  sizes: readonly number[],
): Record<string, StepFunction> {
  const { batch, seed, loss, input } = settings;
  const network = fuse(model);
  const stepOf = (size: number): StepFunction => ({
    most,
    inputs: {
      coefficients: { type: 'float32', shape: [optimizer.coefficientCount] },
      ...(training
        ? { ...rowInputs(training, { size, input }), labels: { rowsOf: 'labels', count: size } }
        : {
            images: { type: 'float32', shape: [size, ...(options.shape ?? options.data.train.shape)] },
            labels: { type: 'int32', shape: [size] },
          }),
    },
    compute: ({ coefficients, images, places, labels }, step) => {
      const x = viewsOf(images!, { places, placed: training?.placed, input });
      const { logits, gradients } = logitsAndGradients(network, optimizer, {
        ...{ x, labels: labels as tf.Tensor1D },
        ...{ noise: { seed, step }, loss },
      });
      optimizer.updateBy(gradients, coefficients as tf.Tensor1D);
      return { logits };
    },
  });
  const measuringStep = (views: DeviceViews): StepFunction => ({
    most,
    inputs: rowInputs(views, { size: batch, input }),
    compute: ({ images, places }) => ({
      logits: network.predict(viewsOf(images!, { places, placed: views.placed, input })),
    }),
  });
  return {
    ...Object.fromEntries(sizes.map((size) => [nameOfSize(size), stepOf(size)])),
    ...(measuring && { measure: measuringStep(measuring) }),
  };
}

/** Images by their indices in the table on the device and, for views, the places of their pixels. */
function rowInputs(
  { placed }: DeviceViews,
  { size, input }: { size: number; input: InputScaling },
): StepFunction['inputs'] {
  const numbers = isExactInFloat32(input) ? undefined : scaledTable(input);
  return {
    images: { rowsOf: 'images', count: size, numbers },
    ...(placed && { places: { type: 'float32', shape: [size, placed.mean === undefined ? 3 : 6] } }),
  };
}

/** A batch as the network receives it. */
function viewsOf(
  images: tf.Tensor,
  { places, placed, input }: { places?: tf.Tensor; placed?: PlacedViews; input: InputScaling },
): tf.Tensor4D {
  const scaled = (
    images.dtype === 'int32' ? tf.mul(tf.sub(tf.cast(images, 'float32'), input.shift), input.scale) : images
  ) as tf.Tensor4D;
  if (placed === undefined) return scaled;
  return placedImages(scaled, places as tf.Tensor2D, placed, scaledTable(input)[placed.border.fill]!);
}
