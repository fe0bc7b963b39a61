import type { BackendChoice } from '@rectified/backend';
import type { EpochRecord } from '@rectified/run-folder';
import type { StepProgress } from '@rectified/trainer';

/** An event during a run. */
export type RunEvent =
  /** Images are being decoded before the first run with them. */
  | {
      readonly type: 'prepare';
      /** Images are being decoded, or the mean image and other statistics computed. */
      readonly what: 'images' | 'statistics';
      readonly done: number;
      readonly total?: number;
      /** What is being done, while the numbers do not change. */
      readonly detail?: string;
    }
  | {
      readonly type: 'start';
      readonly backend: BackendChoice;
      readonly epochs: number;
      /** Training images per epoch. */
      readonly images: number;
      /** Images measured in one go, for training or test. */
      readonly measured: number;
      /** After every this many epochs, and after the last. */
      readonly evaluateEvery: number;
      /** Learnable parameters of the network. */
      readonly parameters: number;
    }
  | ({ readonly type: 'step' } & StepProgress)
  /** A message that the user must know. */
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'evaluate'; readonly images: number; readonly of: number }
  | EpochRecord;
