import { loadedAddon } from './addon.js';

/** Bytes of working memory that the kernels use or keep for the next call; 0 if they are not loaded. */
export function scratchBytes(): number {
  return loadedAddon()?.addon.scratchBytes() ?? 0;
}

/** Returns working memory that the kernels keep but do not use to the system. */
export function releaseMemory(): void {
  loadedAddon()?.addon.releaseScratch();
}
