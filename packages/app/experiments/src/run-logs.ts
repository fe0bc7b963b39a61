import type { MetricsRecord, RunLog, RunLogger } from '@rectified/run-folder';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The logs of one run, as one. */
export interface RunLogs {
  /** Numbers of a record; after an epoch also how the model's weights are distributed. */
  record(record: MetricsRecord, model: LayersModel): void;
  close(): Promise<void>;
}

/** One that fails is left, since a run must not end for that: `note` says so, once. */
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
        `the log ${name} failed and is no longer written: ${error instanceof Error ? error.message : error}`,
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

/** `train/loss`; after an epoch `epoch/test/error`. */
function scalarsOf(record: MetricsRecord): Record<string, number> {
  const { rate } = record;
  if (record.type === 'step') return { 'train/loss': record.loss, 'train/error': record.error, rate };
  const { running, clean, test, images, seconds } = record;
  const parts = { 'train-running': running, 'train-clean': clean, test };
  const measures = Object.entries(parts).flatMap(([part, measure]) =>
    measure === undefined
      ? []
      : [[`epoch/${part}/loss`, measure.loss] as const, [`epoch/${part}/error`, measure.error] as const],
  );
  return { ...Object.fromEntries(measures), 'epoch/images-per-second': images / seconds };
}

function logWeights(log: RunLog, step: number, model: LayersModel): void {
  for (const weight of model.trainableWeights)
    log.histogram(step, weight.originalName, weight.read().dataSync() as Float32Array);
}
