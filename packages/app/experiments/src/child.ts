import { isInputError } from '@rectified/errors';
import { blame } from './foreign-code.js';
import { takeOrder } from './private-messages.js';
import type { Report, RunOrder, Stop } from './run-in-child.js';

// One run in a process of its own, started by run-in-child.ts, which talks to it by messages.
const stop = new AbortController();
// A terminal's signals reach every process of its group; the parent decides what they mean. A supervisor's SIGTERM may
// reach all of them, or only this one; it means the same either way.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.on('SIGTERM', () => stop.abort());
process.on('disconnect', () => stop.abort());
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {}); // then nobody reads them
process.on('message', (message: Partial<Stop>) => {
  if (message.type === 'stop') stop.abort();
});
// The parent may be gone, which is no reason to die before everything is saved.
let tell: (report: Report) => void = () => {};
takeOrder<RunOrder, Report>((order, report) => {
  tell = report;
  void work(order);
});

async function work({ config, ...options }: RunOrder): Promise<void> {
  try {
    // Loaded only now, since it takes a while, in which a signal would end the process.
    const { runExperiment } = await import('./run-experiment.js');
    const outcome = await runExperiment(config, { ...options, signal: stop.signal, onEvent: tell });
    tell({ type: 'outcome', outcome });
  } catch (error) {
    if (stop.signal.aborted && error === stop.signal.reason) {
      tell({ type: 'stopped' });
      process.exitCode = 1;
    } else fail(error);
  }
  if (process.connected) process.disconnect();
}

/** Also of what an activation of somebody's own does later, in a timer. */
process.on('uncaughtException', (error) => {
  fail(error);
  if (process.connected) process.disconnect();
});

function fail(thrown: unknown): void {
  const error = blame(thrown);
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  tell({ type: 'error', message, stack, details: isInputError(error) ? error.details : undefined });
  process.exitCode = 1;
}
