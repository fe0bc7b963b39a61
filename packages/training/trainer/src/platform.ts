import type { Dataset } from '@rectified/dataset';
import type { Engine } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import type { OpenRun, OpenRunOptions } from './written-run.js';

/** What training needs of where it runs, apart from TensorFlow.js. */
export interface Platform {
  /** For `run.json`: the version of Node, or what there is in its place. */
  readonly runtime: string;
  /** Where there are files. */
  readonly files?: Files;
  /** Where there is tfjs-node. */
  readonly compiledEngine?: (options: EngineOptions, how: { readonly xla: boolean }) => Engine;
  /** The most memory that this process has had, in bytes; 0 where nobody can tell. */
  peakMemory(): number;
}

export interface Files {
  /** Begins or resumes the run in `folder`. */
  openRun(folder: string, options: OpenRunOptions): Promise<OpenRun>;
  /** What tells a dataset from another. */
  fingerprintOf(dataset: Dataset): string;
}
