import { isInputError } from '@rectified/errors';
import { blame } from './foreign-code.js';
import { runExperiment } from './run-experiment.js';
import type { Order, Report } from './run-in-child.js';

// One run in a process of its own, started by run-in-child.ts, which talks to it by messages.
const stop = new AbortController();
// A terminal's Ctrl-C reaches every process of its group; the parent decides what it means.
process.on('SIGINT', () => {});
process.on('disconnect', () => stop.abort());
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {}); // then nobody reads them
process.on('message', (message: Order) => {
  if (message.type === 'stop') stop.abort();
  else void work(message);
});

async function work({ config, folder }: Extract<Order, { type: 'run' }>): Promise<void> {
  try {
    const outcome = await runExperiment(config, { folder, signal: stop.signal, onEvent: tell });
    tell({ type: 'outcome', outcome });
  } catch (error) {
    fail(error);
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
  const { message, stack } = error as Error;
  tell({ type: 'error', message, stack, details: isInputError(error) ? error.details : undefined });
  process.exitCode = 1;
}

function tell(report: Report): void {
  // The parent may be gone, which is no reason to die before everything is saved.
  if (process.connected) process.send!(report, undefined, undefined, () => {});
}
