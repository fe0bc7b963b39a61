import {
  backend_util,
  type Conv2DAttrs,
  type KernelConfig,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/**
 * A convolution kernel that gets its padding as numbers instead of `same`. Otherwise the wasm backend lets
 * XNNPACK compute the numbers, which it gets wrong if the windows skip part of the image (a stride larger than the kernel):
 * about one in ten random shapes with strides is silently wrong.
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
