import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  type backend_util,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { conv2dInfo } from './conv2d-info.js';
import { runKernel } from './run-kernel.js';
import { wasmKernel } from './wasm-kernel.js';

interface Inputs {
  dy: TensorInfo;
  filter: TensorInfo;
}

/**
 * The gradient of a convolution with respect to its input, as a forward convolution of dy with the filter rotated by
 * 180 degrees and its channels swapped; zeros are inserted between the pixels of a strided dy. It replaces the wasm
 * backend's own kernel, a plain loop, which is twenty times slower.
 */
function conv2dBackpropInput(
  backend: BackendWasm,
  { dy, filter }: Inputs,
  attrs: Conv2DBackpropInputAttrs,
): TensorInfo {
  const info = conv2dInfo(attrs.inputShape, filter.shape, attrs);
  const { filterHeight, filterWidth, inChannels, outChannels, padInfo } = info;
  const top = filterHeight - 1 - padInfo.top;
  const left = filterWidth - 1 - padInfo.left;
  const bottom = info.inHeight - info.outHeight + padInfo.top;
  const right = info.inWidth - info.outWidth + padInfo.left;

  const turned = turn(backend, filter, filterHeight * filterWidth, inChannels * outChannels);
  const taps = { ...turned, shape: [filterHeight * filterWidth, inChannels, outChannels] };
  const swapped = runKernel(backend, 'Transpose', { x: taps }, { perm: [0, 2, 1] });
  const weights = { ...swapped, shape: [filterHeight, filterWidth, outChannels, inChannels] };
  const convolve = (x: TensorInfo, padding: 'valid' | number[][]) =>
    runKernel(
      backend,
      'Conv2D',
      { x, filter: weights },
      { strides: 1, dilations: 1, dataFormat: 'NHWC', pad: padding },
    );

  let dx: TensorInfo;
  if (info.strideHeight === 1 && info.strideWidth === 1 && Math.min(top, bottom, left, right) >= 0) {
    dx = convolve(dy, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
  } else {
    const spread = spreadOut(backend, dy, info, top, left);
    dx = convolve(spread, 'valid');
    backend.disposeData(spread.dataId);
  }
  for (const { dataId } of [turned, swapped]) backend.disposeData(dataId);
  return dx;
}

/** The filter rotated by 180 degrees: its taps, each of `size` weights, in reverse order. */
function turn(backend: BackendWasm, filter: TensorInfo, taps: number, size: number): TensorInfo {
  const out = backend.makeOutput([taps, size], 'float32');
  const from = backend.typedArrayFromHeap({ ...filter, shape: [taps * size] });
  const to = backend.typedArrayFromHeap(out);
  for (let tap = 0; tap < taps; tap++) {
    to.set(from.subarray(tap * size, (tap + 1) * size), (taps - 1 - tap) * size);
  }
  return out;
}

/** dy with `stride - 1` zeros between its pixels and with its padding; pixels whose window contained only padding are dropped. */
function spreadOut(
  backend: BackendWasm,
  dy: TensorInfo,
  info: backend_util.Conv2DInfo,
  top: number,
  left: number,
): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = info;
  const height = info.inHeight + info.filterHeight - 1;
  const width = info.inWidth + info.filterWidth - 1;
  const out = backend.makeOutput([batchSize, height, width, outChannels], 'float32');
  const from = backend.typedArrayFromHeap(dy);
  const to = backend.typedArrayFromHeap(out).fill(0);
  let read = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      for (let outColumn = 0; outColumn < outWidth; outColumn++, read += outChannels) {
        const row = top + outRow * strideHeight;
        const column = left + outColumn * strideWidth;
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        to.set(
          from.subarray(read, read + outChannels),
          ((image * height + row) * width + column) * outChannels,
        );
      }
    }
  }
  return out;
}

export const conv2dBackpropInputConfig = wasmKernel(Conv2DBackpropInput, conv2dBackpropInput);
