import type { Dataset } from '@rectified/dataset';
import type { Engine } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import type { OpenRun, OpenRunOptions } from './written-run.js';

/** What training needs from its platform, apart from TensorFlow.js. */
export interface Platform {
  /** For `run.json`: the version of Node, or of what replaces it. */
  readonly runtime: string;
  /** Only if there are files. */
  readonly files?: Files;
  /** Only if there is tfjs-node. */
  readonly compiledEngine?: (options: EngineOptions, how: { readonly xla: boolean }) => Engine;
  /** The peak memory of this process in bytes; 0 if unknown. */
  peakMemory(): number;
}

export interface Files {
  /** Starts or resumes the run in `folder`. */
  openRun(folder: string, options: OpenRunOptions): Promise<OpenRun>;
  /** Identifies a dataset. */
  fingerprintOf(dataset: Dataset): string;
}
