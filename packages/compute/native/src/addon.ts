/** What the compiled module exports (tensorflow/addon.cc). */
export interface Addon {
  /** Sets the number of threads, 0 for as many as the machine has; returns what it is. */
  threads(count?: number): number;
  /** Has freed memory kept by this process, which spares every step the clearing of new pages. */
  keepMemory(): void;
  scratchBytes(): number;
  releaseScratch(): void;
  /** The number of the row function with this hash, -1 if there is none; with `path` it is loaded from that library. */
  rowFunction(hash: string, path?: string): number;
  /** 64 with AVX-512, 32 with AVX2, else 16. */
  readonly vectorBytes: number;
}

export interface LoadedAddon {
  readonly addon: Addon;
  readonly path: string;
  readonly sha256: string;
  /** The file in the cache that names it. */
  readonly stamp: string;
  /** Tells people something, in one line. */
  readonly say: (line: string) => void;
}

let loaded: LoadedAddon | undefined;

/** The module, if {@link loadNative} has loaded it. A process has one: TensorFlow's operations cannot be replaced. */
export function loadedAddon(): LoadedAddon | undefined {
  return loaded;
}

export function setLoadedAddon(addon: LoadedAddon): void {
  loaded = addon;
}
