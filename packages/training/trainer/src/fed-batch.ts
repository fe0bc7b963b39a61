import { epochOrder, type ImageShape, type PlacedViews } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import type { EpochRequest, ViewBatch } from './batch-source.js';
import type { DeviceViews } from './device-images.js';
import { type InputScaling, scaledPixels } from './input-scaling.js';

/** A batch in the form a call takes: pixels ready for the network, or the indices of images on the device and the places of their pixels. */
export interface FedBatch {
  readonly images: Float32Array | Int32Array;
  readonly places?: Float32Array;
  readonly labels: Int32Array;
}

/** A view in the form a call takes; the function is compiled for certain image and batch sizes. */
export function fedBatch(
  view: ViewBatch,
  { sizes, shape, input }: { sizes: readonly number[]; shape: ImageShape; input: InputScaling },
): FedBatch {
  const [size, ...image] = view.shape;
  if (!sizes.includes(size) || image.some((side, axis) => side !== shape[axis]))
    throw new InputError({
      what: 'a batch for the compiled engine',
      expected: `[${sizes.join(' or ')}, ${shape.join(', ')}]`,
      got: `[${view.shape.join(', ')}]`,
    });
  return { images: scaledPixels(view, input), labels: view.labels };
}

/** The training images, which are the first on the device, in the order of an epoch. */
export function* orderedBatches(
  { seed, epoch, size, start }: EpochRequest,
  views: DeviceViews,
  labels: Int32Array,
): Generator<FedBatch> {
  const order = epochOrder(labels.length, { seed, epoch });
  for (let from = start * size; from < order.length; from += size) {
    const indices = order.subarray(from, from + size);
    yield {
      ...rowsFor(views, { first: 0, seed, epoch, indices }),
      labels: Int32Array.from(indices, (index) => labels[index]!),
    };
  }
}

/** The inputs of a call for images on the device. */
export function rowsFor(
  { placed }: DeviceViews,
  { first, ...keys }: { first: number } & Parameters<PlacedViews['places']>[0],
): Pick<FedBatch, 'images' | 'places'> {
  return {
    images: Int32Array.from(keys.indices, (index) => first + index),
    ...(placed && { places: Float32Array.from(placed.places(keys)) }),
  };
}

/** The numbers of several batches, one behind the other. */
export function joined<Numbers extends Float32Array | Int32Array>(lists: readonly Numbers[]): Numbers {
  const [first] = lists as readonly [Numbers];
  if (lists.length === 1) return first;
  const all = (
    first instanceof Float32Array
      ? new Float32Array(first.length * lists.length)
      : new Int32Array(first.length * lists.length)
  ) as Numbers;
  lists.forEach((list, at) => {
    all.set(list, at * first.length);
  });
  return all;
}
