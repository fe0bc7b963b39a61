import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

/** Up to here the backend's own reduction to one turn, by a remainder in float64, loses less than a unit of 2^-24. */
const farthest = 1e8;

/** A kernel of sine or cosine, with `of` in its place for angles so large that it says nothing of them. */
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
