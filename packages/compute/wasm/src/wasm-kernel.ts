import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

/** A kernel of the wasm backend. What tfjs calls it with has the types that its name stands for. */
export function wasmKernel<Inputs, Attrs>(
  kernelName: string,
  compute: (backend: BackendWasm, inputs: Inputs, attrs: Attrs) => TensorInfo,
): KernelConfig {
  const kernelFunc: KernelFunc = ({ backend, inputs, attrs }) =>
    compute(backend as BackendWasm, inputs as unknown as Inputs, attrs as unknown as Attrs);
  return { kernelName, backendName: 'wasm', kernelFunc };
}
