/** Refuses channels-first tensors, which the wasm backend cannot convolve. */
export function requireNhwc(dataFormat: string): void {
  if (dataFormat !== 'NHWC')
    throw new Error(`the wasm backend convolves NHWC tensors only, got ${dataFormat}`);
}
