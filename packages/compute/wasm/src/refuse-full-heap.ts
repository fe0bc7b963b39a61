import { InputError } from '@rectified/errors';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

const guarded = new WeakSet<BackendWasm>();

/** A full heap is an error; as it comes, the wasm backend goes on and writes to address 0. */
export function refuseFullHeap(backend: BackendWasm): void {
  if (guarded.has(backend)) return;
  guarded.add(backend);
  const wasm = backend.wasm as unknown as Record<'_malloc' | '_free', (argument: number) => number>;
  // What Emscripten puts there at first replaces itself at its first call, which would undo the guard.
  wasm._free(wasm._malloc(1));
  const malloc = wasm._malloc;
  wasm._malloc = (bytes) => {
    // An address has 32 bits; so has a size, and a greater one would be taken modulo 4 GB.
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
