import { isInputError } from '@rectified/errors';
import type { CompareOptions, PlannedRun, RunEnd } from './compare-options.js';
import type { ExperimentConfig } from './experiment-config.js';
import { ChildError, runInChild } from './run-in-child.js';
import { threadsPerChild } from './threads-per-child.js';

/** A run that has not ended, and the configuration for its process. */
export interface WaitingRun {
  readonly run: PlannedRun;
  readonly config: ExperimentConfig;
}

type SideBySideOptions = Pick<CompareOptions, 'out' | 'devices' | 'signal' | 'onEvent' | 'onNote'> & {
  /** Runs at a time. */
  readonly together: number;
};

/**
 * Runs each in a separate process, and reports how it ended. A run that fails does not end the others; wrong input does, because most
 * likely all of them would fail in the same way. A note says whose run it was, and the error is thrown when no process is left.
 */
export async function runSideBySide(
  runs: readonly WaitingRun[],
  { together, out, devices = [], signal, onEvent, onNote }: SideBySideOptions,
): Promise<void> {
  const failed = new AbortController();
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const threads = threadsPerChild(together);
  const waiting = runs.values();

  const work = async (_: unknown, worker: number) => {
    const device = devices[worker % devices.length];
    const environment = device === undefined ? threads : { ...threads, CUDA_VISIBLE_DEVICES: `${device}` };
    for (const { run, config } of waiting) {
      if (stop.aborted) return;
      const outcome = runInChild(config, {
        folder: run.folder,
        shared: out,
        tried: true,
        signal: stop,
        environment,
        onEvent: (event) => onEvent?.(run, event),
      });
      const end = await outcome.then(
        (ended): RunEnd => ({ type: 'ended', ...ended }),
        (error) => {
          if (stop.aborted && error === stop.reason) return undefined; // before there was anything to save
          if (!isInputError(error)) return crashed(error);
          failed.abort();
          onNote?.(`${run.activation} seed ${run.seed} has failed, and no other run is started`);
          throw error;
        },
      );
      if (end !== undefined) onEvent?.(run, end);
    }
  };

  const workers = await Promise.allSettled(Array.from({ length: together }, work));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
}

function crashed(error: Error): RunEnd {
  const detail = error instanceof ChildError ? error.detail : error.stack;
  return { type: 'crashed', message: error.message, detail };
}
