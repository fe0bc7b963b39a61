import type { MetricsRecord, ProbeRecord, RunLog, RunLogger } from '@rectified/run-folder';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** All logs of a run, combined into one. */
export interface RunLogs {
  /** Logs the numbers of a record; after an epoch, also the distributions of the model's weights. */
  record(record: MetricsRecord, model: LayersModel): void;
  close(): Promise<void>;
}

/** A log that fails is dropped, because a run must not end for that: `note` reports it once. */
export async function openRunLogs(
  loggers: readonly RunLogger[],
  run: Parameters<RunLogger['open']>[0],
  note: (text: string) => void,
): Promise<RunLogs> {
  const open = new Map<string, RunLog>();
  for (const logger of loggers) open.set(logger.name, await logger.open(run));
  const attempt = (name: string, action: () => void) => {
    try {
      action();
    } catch (error) {
      open.delete(name);
      note(
        `the log ${name} failed and is no longer being written: ${error instanceof Error ? error.message : error}`,
      );
    }
  };
  return {
    record(record, model) {
      for (const [name, log] of open)
        attempt(name, () => {
          log.scalars(record.step, scalarsOf(record));
          if (record.type === 'epoch') logWeights(log, record.step, model);
        });
    },
    async close() {
      for (const [name, log] of open)
        await Promise.resolve()
          .then(() => log.close())
          .catch((error: unknown) => note(`the log ${name} could not be closed: ${String(error)}`));
    },
  };
}

/** `train/loss`; after an epoch `epoch/test/error`; of a probe `probe/dead/act1`. */
function scalarsOf(record: MetricsRecord): Record<string, number> {
  if (record.type === 'probe') return probed(record);
  if (record.type === 'step') {
    const { loss, error, rate } = record;
    return { 'train/loss': loss, 'train/error': error, rate };
  }
  const { running, clean, test, images, seconds } = record;
  const parts = { 'train-running': running, 'train-clean': clean, test };
  const measures = Object.entries(parts).flatMap(([part, measure]) =>
    measure === undefined
      ? []
      : [[`epoch/${part}/loss`, measure.loss] as const, [`epoch/${part}/error`, measure.error] as const],
  );
  return { ...Object.fromEntries(measures), 'epoch/images-per-second': images / seconds };
}

function probed({ layers }: ProbeRecord): Record<string, number> {
  return Object.fromEntries(
    layers.flatMap(({ layer, ...measures }) =>
      Object.entries(measures).map(([measure, value]) => [`probe/${measure}/${layer}`, value]),
    ),
  );
}

function logWeights(log: RunLog, step: number, model: LayersModel): void {
  for (const weight of model.trainableWeights)
    log.histogram(step, weight.originalName, weight.read().dataSync() as Float32Array);
}
