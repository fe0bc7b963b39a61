import type { RunDescription, RunResult } from '@rectified/run-folder';

/** How a run ended. */
export interface RunOutcome {
  readonly result: RunResult;
  readonly backend: RunDescription['backend'];
  /** The run had already ended; nothing was done. */
  readonly kept: boolean;
}
