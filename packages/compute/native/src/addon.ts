/** The exports of the compiled module (tensorflow/addon.cc). */
export interface Addon {
  /** Sets the number of threads, or as many as the machine has if 0; returns the number. */
  threads(count?: number): number;
  /** Makes this process keep freed memory, so that new pages need not be cleared in every step. */
  keepMemory(): void;
  scratchBytes(): number;
  releaseScratch(): void;
  /** The number of the row function with this hash, or -1. With `path`, it is first loaded from that library. */
  rowFunction(hash: string, path?: string): number;
  /** 64 with AVX-512, 32 with AVX2, otherwise 16. */
  readonly vectorBytes: number;
}

export interface LoadedAddon {
  readonly addon: Addon;
  readonly path: string;
  readonly sha256: string;
  /** The file in the cache that names the module. */
  readonly stamp: string;
  /** Prints a line for people. */
  readonly say: (line: string) => void;
}

let loaded: LoadedAddon | undefined;

/** The module, once {@link loadNative} has loaded it. A process can have only one, because TensorFlow's operations cannot be replaced. */
export function loadedAddon(): LoadedAddon | undefined {
  return loaded;
}

export function setLoadedAddon(addon: LoadedAddon): void {
  loaded = addon;
}
