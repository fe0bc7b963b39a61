import type { BackendChoice } from '@rectified/backend';
import { counted } from '@rectified/errors';
import type { EpochRecord, RunResult } from '@rectified/run-folder';

/** `62.35 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** `1 h 5 min`, `3 min`, `40 s`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Three digits: `0.0823`, `45.1`; `1,234` from a thousand. */
export function amount(value: number): string {
  return value.toLocaleString(
    'en',
    value < 1000 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 },
  );
}

/** Which backend is running, and why not a better one. */
export function describeBackend({ detail, rejected }: Pick<BackendChoice, 'detail' | 'rejected'>): string {
  return [`backend: ${detail}`, ...rejected.map(({ name, reason }) => `  not ${name}: ${reason}`)].join('\n');
}

/** How a run went, in one line: its numbers or, if it has failed or was stopped, why. */
export function describeResult({
  status,
  message,
  epochs,
  final,
  seconds,
  imagesPerSecond,
}: RunResult): string {
  // A run that has not finished ended within the next epoch.
  const whole = status === 'finished' ? 'epoch' : 'complete epoch';
  const facts = [counted(epochs, whole), duration(seconds), `${amount(imagesPerSecond)} img/s`];
  if (final) facts.unshift(describeEpoch(final));
  const numbers = facts.join(', ');
  const remark = message?.replace(/\.$/, '');
  if (!remark) return `${status}: ${numbers}`;
  return status === 'finished' ? `${status}: ${numbers}. ${remark}` : `${status}: ${remark} (${numbers})`;
}

/** The errors of an epoch: `train error 49.20 % (clean 41.60 %), test error 43.80 %`. */
export function describeEpoch({ running, clean, test }: EpochRecord): string {
  const train = `train error ${percent(running.error)}${clean ? ` (clean ${percent(clean.error)})` : ''}`;
  return test ? `${train}, test error ${percent(test.error)}` : train;
}
