import type { Initializer } from './initializers/seeded-initializer.js';

/** Makes the initializer of one layer's kernel. */
export type InitializeLayer = (place: { layer: string; seed: number; stream: number }) => Initializer;
