import { backend_util, type Conv2DBackpropFilterAttrs } from '@tensorflow/tfjs-core';

type Shape4D = [number, number, number, number];

/** Sizes and padding of the convolution whose gradient is computed. Refuses channels-first tensors, which wasm cannot convolve. */
export function conv2dInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { dataFormat, strides, pad, dimRoundingMode }: Omit<Conv2DBackpropFilterAttrs, 'filterShape'>,
): backend_util.Conv2DInfo {
  if (dataFormat !== 'NHWC')
    throw new Error(`the wasm backend convolves NHWC tensors only, got ${dataFormat}`);
  return backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}
