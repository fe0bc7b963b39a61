import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  backend_util,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type KernelConfig,
  type KernelFunc,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { runKernel } from './run-kernel.js';

/**
 * The gradient of a convolution with respect to its input, as a forward convolution of dy with the filter turned by
 * 180 degrees and its channels swapped; between the columns of a strided dy stand zeros. The wasm backend's own
 * kernel is a plain loop, twenty times slower; it still does what a forward convolution cannot (padding wider than
 * the kernel, NCHW).
 */
function conv2dBackpropInput(
  backend: BackendWasm,
  { dy, filter }: Inputs,
  attrs: Conv2DBackpropInputAttrs,
): TensorInfo | undefined {
  if (backend_util.convertConv2DDataFormat(attrs.dataFormat) !== 'channelsLast') return undefined;
  const info = backend_util.computeConv2DInfo(
    attrs.inputShape,
    filter.shape as [number, number, number, number],
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const { batchSize, filterHeight, filterWidth, inChannels, outChannels, strideHeight, strideWidth } = info;
  const height = (info.outHeight - 1) * strideHeight + 1;
  const width = (info.outWidth - 1) * strideWidth + 1;
  const top = filterHeight - 1 - info.padInfo.top;
  const left = filterWidth - 1 - info.padInfo.left;
  const bottom = info.inHeight - height - top + filterHeight - 1;
  const right = info.inWidth - width - left + filterWidth - 1;
  if (Math.min(top, left, bottom, right) < 0) return undefined;

  const spread = dilate(backend, dy, info, height, width);
  const turned = turn(backend, filter, filterHeight * filterWidth, inChannels * outChannels);
  const taps = { ...turned, shape: [filterHeight * filterWidth, inChannels, outChannels] };
  const swapped = runKernel(backend, 'Transpose', { x: taps }, { perm: [0, 2, 1] });
  const dx = runKernel(
    backend,
    'Conv2D',
    {
      x: { ...spread, shape: [batchSize, height, width, outChannels] },
      filter: { ...swapped, shape: [filterHeight, filterWidth, outChannels, inChannels] },
    },
    {
      strides: 1,
      dilations: 1,
      dataFormat: 'NHWC',
      pad: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
    },
  );
  for (const { dataId } of [spread, turned, swapped]) backend.disposeData(dataId);
  return dx;
}

interface Inputs {
  dy: TensorInfo;
  filter: TensorInfo;
}

/** dy with `stride - 1` zeros between its rows and columns. */
function dilate(
  backend: BackendWasm,
  dy: TensorInfo,
  info: backend_util.Conv2DInfo,
  height: number,
  width: number,
): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = info;
  if (strideHeight === 1 && strideWidth === 1) {
    backend.incRef(dy.dataId);
    return dy;
  }
  const out = backend.makeOutput([batchSize, height, width, outChannels], 'float32');
  const from = backend.typedArrayFromHeap(dy);
  const to = backend.typedArrayFromHeap(out).fill(0);
  let read = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++, read += outChannels) {
        const pixel = (image * height + row * strideHeight) * width + column * strideWidth;
        to.set(from.subarray(read, read + outChannels), pixel * outChannels);
      }
    }
  }
  return out;
}

/** The filter turned by 180 degrees: its taps, each of `size` weights, in reverse order. */
function turn(backend: BackendWasm, filter: TensorInfo, taps: number, size: number): TensorInfo {
  const out = backend.makeOutput([taps, size], 'float32');
  const from = backend.typedArrayFromHeap({ ...filter, shape: [taps, size] });
  const to = backend.typedArrayFromHeap(out);
  for (let tap = 0; tap < taps; tap++) {
    to.set(from.subarray(tap * size, (tap + 1) * size), (taps - 1 - tap) * size);
  }
  return out;
}

/** The kernel; `naive` is the wasm backend's own. */
export function conv2dBackpropInputConfig(naive: KernelConfig): KernelConfig {
  return {
    ...naive,
    kernelName: Conv2DBackpropInput,
    backendName: 'wasm',
    kernelFunc: ((call) =>
      conv2dBackpropInput(
        call.backend as BackendWasm,
        call.inputs as unknown as Inputs,
        call.attrs as unknown as Conv2DBackpropInputAttrs,
      ) ?? naive.kernelFunc(call)) as KernelFunc,
  };
}
