import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';

/**
 * The part of the input that every kernel tap sees while it computes the output rows `from` to `to`, as a matrix: one row per
 * (tap, channel), one column per (output row, output column, image). `x` is `[channel, row, column, image]`:
 * with the images innermost, a tap reads contiguous memory, so this is done by block copies inside the wasm heap.
 */
export function patches(
  backend: BackendWasm,
  x: TensorInfo,
  info: backend_util.Conv2DInfo,
  from: number,
  to: number,
): TensorInfo {
  const { batchSize: images, inChannels, inHeight, inWidth, outWidth, strideHeight, strideWidth } = info;
  const { filterHeight, filterWidth, padInfo } = info;
  const line = outWidth * images;
  const out = backend.makeOutput([filterHeight * filterWidth * inChannels, (to - from) * line], 'float32');
  // One view of the whole heap, created after the last allocation, because growing the heap detaches its views.
  const heap = new Float32Array(backend.typedArrayFromHeap(out).buffer);
  const source = backend.typedArrayFromHeap(x).byteOffset / 4;
  let write = backend.typedArrayFromHeap(out).byteOffset / 4;
  for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
    const top = Math.floor(tap / filterWidth) - padInfo.top;
    const left = (tap % filterWidth) - padInfo.left;
    // The output columns whose input column lies inside the image; the others see zeros.
    const first = Math.min(outWidth, Math.max(0, Math.ceil(-left / strideWidth)));
    const last = Math.max(first, Math.min(outWidth, Math.floor((inWidth - 1 - left) / strideWidth) + 1));
    for (let channel = 0; channel < inChannels; channel++) {
      for (let row = from; row < to; row++, write += line) {
        const inRow = row * strideHeight + top;
        if (inRow < 0 || inRow >= inHeight || first === last) {
          heap.fill(0, write, write + line);
          continue;
        }
        const read = source + ((channel * inHeight + inRow) * inWidth + left) * images;
        heap.fill(0, write, write + first * images);
        if (strideWidth === 1) {
          heap.copyWithin(write + first * images, read + first * images, read + last * images);
        } else {
          for (let column = first; column < last; column++) {
            const start = read + column * strideWidth * images;
            heap.copyWithin(write + column * images, start, start + images);
          }
        }
        heap.fill(0, write + last * images, write + line);
      }
    }
  }
  return out;
}
