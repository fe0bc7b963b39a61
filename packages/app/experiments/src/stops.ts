import { once } from 'node:events';
import { stopSignals } from '@rectified/system';

/**
 * Throws the signal's reason if this process has been asked to stop. A signal to the whole group can end a
 * child before this process has seen its own, so it waits for that.
 */
export async function throwIfStopped(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return;
  if (!signal.aborted) await once(signal, 'abort', { signal: AbortSignal.timeout(1000) }).catch(() => {});
  signal.throwIfAborted();
}

/** Whether a process that ended by this signal, if any, had been asked to. */
export function isStop(signal: string | null): boolean {
  return stopSignals.some((stop) => stop === signal);
}
