import {
  backend_util,
  type Conv2DAttrs,
  type KernelConfig,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/**
 * A convolution kernel that is told its padding in numbers instead of `same`. The wasm backend leaves the numbers to
 * XNNPACK, which gets them wrong where the windows leave out some of the image (a stride wider than the kernel):
 * silently, about one in ten of random shapes with strides comes out wrong.
 */
export function withExplicitPadding(kernel: KernelConfig): KernelConfig {
  return {
    ...kernel,
    kernelFunc: (call) =>
      kernel.kernelFunc({ ...call, attrs: explicit(call.inputs.x!, call.inputs.filter!, call.attrs!) }),
  };
}

function explicit(x: TensorInfo, filter: TensorInfo, attrs: NamedAttrMap): NamedAttrMap {
  const { strides, dilations, pad, dimRoundingMode, dataFormat } = attrs as unknown as Conv2DAttrs;
  if (pad !== 'same' || dataFormat !== 'NHWC') return attrs;
  type Shape = [number, number, number, number];
  const info = backend_util.computeConv2DInfo(
    x.shape as Shape,
    filter.shape as Shape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  const { top, bottom, left, right } = info.padInfo;
  return {
    ...attrs,
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
  };
}
