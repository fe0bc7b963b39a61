import type { Precision } from '@rectified/backend';
import type { EngineName } from '@rectified/trainer';
import type { StageOrder } from './stage.ts';

/** A network whose training is measured, and how. Both sides keep the images on the device. */
export interface SpeedOrder {
  readonly device: StageOrder['device'];
  readonly rectifier: string;
  readonly width: number;
  readonly batch: number;
  readonly precision: Precision;
  /** Our engine, or a mode of PyTorch: eager; `torch.compile`; the same with CUDA graphs; the whole eager step as one CUDA graph. */
  readonly by: EngineName | 'eager' | 'compile' | 'compile-graphs' | 'graph';
}

/** Number of images on the device. */
export const images = 2048;

/** The first answer: the software, and seconds until the end of the first step. Then, for every requested number of steps: milliseconds per step. */
export interface SpeedReady {
  readonly ready: { readonly detail: string; readonly first: number };
}
export interface SpeedTimed {
  readonly wall: number;
}
