import type { BackendChoice } from '@rectified/backend';
import type { EpochRecord } from '@rectified/run-folder';
import type { StepProgress } from '@rectified/trainer';

/** What happens in a run. */
export type RunEvent =
  /** Images are decoded before the first run with them. */
  | {
      readonly type: 'prepare';
      /** Decoding images, or computing the mean image and what else is to be known of them. */
      readonly what: 'images' | 'statistics';
      readonly done: number;
      readonly total?: number;
      /** What is done just now, where the numbers stand still. */
      readonly detail?: string;
    }
  | {
      readonly type: 'start';
      readonly backend: BackendChoice;
      readonly epochs: number;
      /** Training images of an epoch. */
      readonly images: number;
      /** Images that are measured in one go, to train or to test on. */
      readonly measured: number;
      /** After every so many epochs, and after the last. */
      readonly evaluateEvery: number;
      /** Learnable parameters of the network. */
      readonly parameters: number;
    }
  | ({ readonly type: 'step' } & StepProgress)
  /** Something that a person must know, in a sentence. */
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'evaluate'; readonly images: number; readonly of: number }
  | EpochRecord;
