import type { Batch } from './dataset.js';

/** A batch whose images are planes, as PyTorch and ONNX want them. */
export interface ChannelsFirstBatch {
  /** `n * channels * height * width` bytes: the first channel of the first image row by row, its second channel, ... */
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
  readonly shape: [n: number, channels: number, height: number, width: number];
}

/**
 * The batch with channels first.
 *
 * @example
 * channelsFirst(train.batch([0, 1])).shape; // [2, 3, 32, 32]
 */
export function channelsFirst({
  pixels,
  labels,
  shape: [n, height, width, channels],
}: Batch): ChannelsFirstBatch {
  const area = height * width;
  const planes = new Uint8Array(pixels.length);
  for (let image = 0; image < n; image++) {
    const start = image * area * channels;
    for (let channel = 0; channel < channels; channel++)
      for (let at = 0; at < area; at++)
        planes[start + channel * area + at] = pixels[start + at * channels + channel]!;
  }
  return { pixels: planes, labels, shape: [n, channels, height, width] };
}
