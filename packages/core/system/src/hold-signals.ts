/** The signals that ask a process to end: from Ctrl-C, a supervisor, and a closing terminal. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type StopSignal = (typeof stopSignals)[number];

/**
 * Calls `work` with a signal that is aborted when this process is asked to end, as by Ctrl-C. If `work` then gives up by throwing the signal's
 * reason, the process ends as asked, but only after `work` has cleaned up; if it is past the point of giving up, it finishes.
 */
export async function holdSignals<T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  let received: NodeJS.Signals | undefined;
  const receive = (signal: NodeJS.Signals) => {
    received ??= signal;
    stop.abort(new Error(`stopped by ${received}`));
  };
  for (const signal of stopSignals) process.on(signal, receive);
  let gaveUp = false;
  try {
    return await work(stop.signal);
  } catch (error) {
    gaveUp = stop.signal.aborted && error === stop.signal.reason;
    throw error;
  } finally {
    for (const signal of stopSignals) process.off(signal, receive);
    if (gaveUp) process.kill(process.pid, received);
  }
}
