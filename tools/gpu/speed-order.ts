import type { Precision } from '@rectified/backend';
import type { EngineName } from '@rectified/trainer';
import type { StageOrder } from './stage.ts';

/** A network in training that is to be measured, and by what. Both sides keep the images on the device. */
export interface SpeedOrder {
  readonly device: StageOrder['device'];
  readonly rectifier: string;
  readonly width: number;
  readonly batch: number;
  readonly precision: Precision;
  /** Ours: the engine. PyTorch's: eager; `torch.compile`; that with CUDA graphs; the whole eager step as one CUDA graph. */
  readonly by: EngineName | 'eager' | 'compile' | 'compile-graphs' | 'graph';
}

/** Images that lie on the device. */
export const images = 2048;

/** The first answer: what computes, and seconds until the first step was done. Then one for every number of steps: milliseconds of one. */
export interface SpeedReady {
  readonly ready: { readonly detail: string; readonly first: number };
}
export interface SpeedTimed {
  readonly wall: number;
}
