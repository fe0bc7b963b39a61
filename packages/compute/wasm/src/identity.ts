import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { Identity, type KernelConfig, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';

/**
 * A clone that shares the memory of its original, as on tfjs's other backends. The wasm backend's own copies it;
 * the engine clones every tensor that a gradient needs, so training held each activation twice.
 */
export const identityConfig: KernelConfig = {
  kernelName: Identity,
  backendName: 'wasm',
  kernelFunc: (({ backend, inputs }) => {
    const { dataId, shape, dtype } = inputs.x as TensorInfo;
    (backend as BackendWasm).incRef(dataId);
    return { dataId, shape, dtype };
  }) as KernelFunc,
};
