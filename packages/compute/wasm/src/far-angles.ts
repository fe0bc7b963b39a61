import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

/**
 * Up to this angle, the error of the backend's own kernels, one or two units of 2^-24, stays that small when it is multiplied by the angle, as in x cos(x). From 1e8 on
 * their reduction to one turn is meaningless.
 */
const farthest = 0.75;

/** A kernel of sine or cosine that uses `of` for angles at which its own is too inaccurate. */
export const withFarAngles =
  (of: (angle: number) => number) =>
  (kernel: KernelConfig): KernelConfig => ({
    ...kernel,
    kernelFunc: ((given) => {
      const backend = given.backend as BackendWasm;
      const out = kernel.kernelFunc(given) as TensorInfo;
      const angles = backend.typedArrayFromHeap(given.inputs.x as TensorInfo);
      const values = backend.typedArrayFromHeap(out);
      for (let i = 0; i < angles.length; i++) if (Math.abs(angles[i]!) > farthest) values[i] = of(angles[i]!);
      return out;
    }) as KernelFunc,
  });
