import { InputError } from '@rectified/errors';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

const guarded = new WeakSet<BackendWasm>();

/** A full heap is an error; as it comes, the wasm backend goes on and writes to address 0. */
export function refuseFullHeap(backend: BackendWasm): void {
  if (guarded.has(backend)) return;
  guarded.add(backend);
  const wasm = backend.wasm as unknown as { _malloc(bytes: number): number };
  const malloc = wasm._malloc;
  wasm._malloc = (bytes) => {
    const address = malloc(bytes);
    if (address === 0 && bytes > 0) {
      throw new InputError({
        what: 'out of memory on the wasm backend',
        expected: 'tensors of at most 4 GB together',
        got: `a request for ${(bytes / 2 ** 20).toFixed(0)} MB more`,
        remedy: 'Take a smaller batch, or the tfjs-node backend',
      });
    }
    return address;
  };
}
