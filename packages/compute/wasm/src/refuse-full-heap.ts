import { InputError } from '@rectified/errors';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

const guarded = new WeakSet<BackendWasm>();

/** Makes a full heap an error; the original wasm backend continues and writes to address 0. */
export function refuseFullHeap(backend: BackendWasm): void {
  if (guarded.has(backend)) return;
  guarded.add(backend);
  const wasm = backend.wasm as unknown as Record<'_malloc' | '_free', (argument: number) => number>;
  // The function that Emscripten first puts there replaces itself when it is called, which would undo the guard.
  wasm._free(wasm._malloc(1));
  const malloc = wasm._malloc;
  wasm._malloc = (bytes) => {
    // Addresses and sizes have 32 bits; a larger size would be taken modulo 4 GB.
    const address = bytes < 2 ** 32 ? malloc(bytes) : 0;
    if (address === 0 && bytes > 0) {
      throw new InputError({
        what: 'out of memory on the wasm backend',
        expected: 'tensors of at most 4 GB together',
        got: `a request for ${(bytes / 2 ** 20).toFixed(0)} MB more`,
        remedy: 'Use a smaller batch, or the tfjs-node backend',
      });
    }
    return address;
  };
}
