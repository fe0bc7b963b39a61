import { checkedBatch, type Dataset, type ImageShape, type PlacedViews } from '@rectified/dataset';
import * as tf from '@tensorflow/tfjs-core';
import type { InputScaling } from './input-scaling.js';
import type { TrainOptions } from './train-options.js';

/** Images that lie on the device, and how batches are made of them there. */
export interface DeviceImages {
  /** All of them and what they show, part behind part. */
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
  /** The number of each part's first image. */
  readonly firstOf: Readonly<Record<'train' | 'test', number>>;
  /** For training; absent where its batches come with every call. */
  readonly training?: DeviceViews;
  /** For evaluations; absent where `evaluate` makes them. */
  readonly measuring?: DeviceViews;
}

/** Images as they are, or views by the places of their pixels. */
export interface DeviceViews {
  readonly placed?: PlacedViews;
}

/** Bytes of images that are kept on the device; more come with every call. */
const tableBytes = 2 ** 30;

/** To which float32 has every whole number. */
const wholeNumbers = 2 ** 24;

/** Which images are to lie on the device; undefined if none are. */
export function deviceImages(options: TrainOptions, input: InputScaling): DeviceImages | undefined {
  const { train, test } = options.data;
  const viewsOf = (source: DeviceViews | undefined) =>
    viewsOn(source, { images: train.shape, shape: options.shape ?? train.shape, input });
  const training = fits([train]) ? viewsOf(options.source) : undefined;
  const measured = [
    ...(training || options.evaluateTrain ? [train] : []),
    ...(test === undefined ? [] : [test]),
  ];
  const isMeasured = test !== undefined || Boolean(options.evaluateTrain);
  const measuring = isMeasured && fits(measured) ? viewsOf(options.testSource) : undefined;
  if (training === undefined && measuring === undefined) return undefined;
  const parts = measuring ? measured : [train];
  return {
    ...tablesOf(parts),
    firstOf: { train: 0, test: parts[0] === test ? 0 : train.size },
    training,
    measuring,
  };
}

/** Whether parts can be one table. */
function fits(parts: readonly Dataset[]): boolean {
  const [first] = parts as readonly [Dataset];
  return (
    parts.every(({ shape }) => tf.util.arraysEqual([...shape], [...first.shape])) &&
    parts.reduce((sum, part) => sum + part.size * tf.util.sizeFromShape([...part.shape]), 0) <= tableBytes
  );
}

/** How the device makes what a source gives; undefined if it cannot, number by number. */
function viewsOn(
  source: DeviceViews | undefined,
  { images, shape, input }: { images: ImageShape; shape: ImageShape; input: InputScaling },
): DeviceViews | undefined {
  const placed = source?.placed;
  const isSame = (other: ImageShape) => tf.util.arraysEqual([...other], [...shape]);
  if (placed === undefined) return source === undefined && isSame(images) ? {} : undefined;
  const { border, mean } = placed;
  const pixels = (images[0] + 2 * border.by) * (images[1] + 2 * border.by);
  // Numbers that are no bytes any more would be scaled in float64.
  const isScaled = mean !== undefined && (input.shift !== 0 || input.scale !== 1);
  return isSame(placed.shape) && pixels <= wholeNumbers && !isScaled ? { placed } : undefined;
}

function tablesOf(parts: readonly Dataset[]): Pick<DeviceImages, 'pixels' | 'labels'> {
  const batches = parts.map((part) =>
    checkedBatch(
      part,
      Uint32Array.from({ length: part.size }, (_, index) => index),
    ),
  );
  const [only] = batches as [(typeof batches)[number]];
  if (batches.length === 1) return { pixels: only.pixels, labels: only.labels };
  const pixels = new Uint8Array(batches.reduce((sum, batch) => sum + batch.pixels.length, 0));
  let at = 0;
  for (const batch of batches) {
    pixels.set(batch.pixels, at);
    at += batch.pixels.length;
  }
  return { pixels, labels: Int32Array.from(batches.flatMap(({ labels }) => [...labels])) };
}
