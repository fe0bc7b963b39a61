import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, MaxPoolGrad, type MaxPoolGradAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { wasmKernel } from './wasm-kernel.js';

interface Inputs {
  dy: TensorInfo;
  input: TensorInfo;
}

/**
 * The gradient of max pooling: a window's goes to its first largest cell, as on tfjs's other backends. The wasm
 * backend's own kernel starts its search at the smallest positive float32 (`numeric_limits<float>::min()`), so it
 * puts the gradient of a window without a positive number, common after a leaky rectifier, into the tensor's first cell.
 */
function maxPoolGrad(backend: BackendWasm, { dy, input }: Inputs, attrs: MaxPoolGradAttrs): TensorInfo {
  const shape = input.shape as [number, number, number, number];
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { batchSize, inChannels: channels, inHeight, inWidth, outHeight, outWidth, padInfo } = info;
  const out = backend.makeOutput(shape, 'float32');
  const x = backend.typedArrayFromHeap(input);
  const gradients = backend.typedArrayFromHeap(dy);
  const dx = backend.typedArrayFromHeap(out).fill(0);
  const largest = new Float32Array(channels);
  const cells = new Int32Array(channels);
  let window = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * info.strideHeight - padInfo.top;
      for (let outColumn = 0; outColumn < outWidth; outColumn++, window += channels) {
        const left = outColumn * info.strideWidth - padInfo.left;
        largest.fill(Number.NEGATIVE_INFINITY);
        cells.fill(-1);
        // All channels of a cell at a time, because they are adjacent.
        for (let row = Math.max(0, top); row < Math.min(inHeight, top + info.filterHeight); row++) {
          for (
            let column = Math.max(0, left);
            column < Math.min(inWidth, left + info.filterWidth);
            column++
          ) {
            const cell = ((image * inHeight + row) * inWidth + column) * channels;
            for (let channel = 0; channel < channels; channel++) {
              const value = x[cell + channel]!;
              if (value > largest[channel]!) {
                largest[channel] = value;
                cells[channel] = cell + channel;
              }
            }
          }
        }
        for (let channel = 0; channel < channels; channel++) {
          const cell = cells[channel]!;
          if (cell >= 0) dx[cell]! += gradients[window + channel]!;
        }
      }
    }
  }
  return out;
}

export const maxPoolGradConfig = wasmKernel(MaxPoolGrad, maxPoolGrad);
