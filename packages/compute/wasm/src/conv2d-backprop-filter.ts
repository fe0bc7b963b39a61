import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { conv2dInfo } from './conv2d-info.js';
import { patches } from './patches.js';
import { runKernel } from './run-kernel.js';
import { wasmKernel } from './wasm-kernel.js';

/** Columns of one matrix product. Longer dot products run out of the cache: 22 GFLOP/s at 2,048, 12 at 32,768. */
const COLUMNS = 2048;

interface Inputs {
  x: TensorInfo;
  dy: TensorInfo;
}

/**
 * The gradient of a convolution with respect to its filter, which the wasm backend lacks:
 *
 *     dW[i, j, c, k] = sum over n, p, q of x[n, p * stride + i - top, q * stride + j - left, c] * dy[n, p, q, k]
 *
 * as matrix products, (patches of x) times dy, summed over groups of output rows.
 */
function conv2dBackpropFilter(
  backend: BackendWasm,
  { x, dy }: Inputs,
  attrs: Conv2DBackpropFilterAttrs,
): TensorInfo {
  const { filterShape } = attrs;
  const info = conv2dInfo(x.shape, filterShape, attrs);
  const { batchSize, inChannels, inHeight, inWidth, outChannels, outHeight, outWidth, padInfo } = info;
  const taps = info.filterHeight * info.filterWidth;

  // Images are innermost in x, and in the rows of dy: see `patches`. A 1x1 convolution reads every pixel once, in any order.
  const whole = inHeight === outHeight && inWidth === outWidth && padInfo.top === 0 && padInfo.left === 0;
  const pointwise = taps === 1 && whole;
  const images = pointwise
    ? x
    : transpose(backend, x, [batchSize, inHeight * inWidth, inChannels], [2, 1, 0]);
  const gradient = pointwise
    ? dy
    : transpose(backend, dy, [batchSize, outHeight * outWidth, outChannels], [1, 0, 2]);

  const line = outWidth * batchSize;
  const rows = Math.max(1, Math.floor(COLUMNS / line));
  let dw: TensorInfo | undefined;
  for (let from = 0; from < outHeight; from += rows) {
    const to = Math.min(outHeight, from + rows);
    const a = pointwise
      ? pixels(backend, x, from * line, to * line, inChannels)
      : patches(backend, images, info, from, to);
    const b = part(backend, gradient, from * line, to * line, outChannels);
    const product = runKernel(backend, 'BatchMatMul', { a, b }, { transposeA: false, transposeB: false });
    dispose(backend, a, b);
    if (dw === undefined) {
      dw = product;
    } else {
      const sum = runKernel(backend, 'Add', { a: dw, b: product });
      dispose(backend, dw, product);
      dw = sum;
    }
  }
  if (!pointwise) dispose(backend, images, gradient);
  return { ...dw!, shape: filterShape };
}

/** Rows `from` to `to` of a tensor whose rows have `width` numbers. */
function part(backend: BackendWasm, x: TensorInfo, from: number, to: number, width: number): TensorInfo {
  const out = backend.makeOutput([to - from, width], 'float32');
  const values = backend.typedArrayFromHeap({ ...x, shape: [util.sizeFromShape(x.shape)] });
  backend.typedArrayFromHeap(out).set(values.subarray(from * width, to * width));
  return out;
}

/** Pixels `from` to `to`, with one row per channel. */
function pixels(backend: BackendWasm, x: TensorInfo, from: number, to: number, channels: number): TensorInfo {
  const rows = part(backend, x, from, to, channels);
  const out = transpose(backend, rows, rows.shape, [1, 0]);
  dispose(backend, rows);
  return out;
}

function transpose(backend: BackendWasm, x: TensorInfo, shape: number[], perm: number[]): TensorInfo {
  return runKernel(backend, 'Transpose', { x: { ...x, shape } }, { perm });
}

function dispose(backend: BackendWasm, ...tensors: TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId);
}

export const conv2dBackpropFilterConfig = wasmKernel(Conv2DBackpropFilter, conv2dBackpropFilter);
