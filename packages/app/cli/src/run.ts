import { Console } from 'node:console';
import { calledAs } from './called-as.js';
import { ignoresHangup } from './ignores-hangup.js';
import { releaseDeadTerminals } from './release-dead-terminals.js';
import { StopRequest, type StopSignal, stopCode } from './stop-request.js';

/** Runs the command line of this process: its arguments, streams and signals. */
export async function run(): Promise<void> {
  const { argv, stdout, stderr } = process;
  // The reader of our output may leave, its disk be full, or the terminal be gone: no reason to lose work.
  let lost: unknown;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') lost ??= error; // as in `rectified ... | head`: the reader has all it wanted
  });
  stderr.on('error', () => {});
  releaseDeadTerminals();
  // Only results go to stdout, whatever a library or a user's activation prints.
  globalThis.console = new Console(stderr, stderr);

  const signal = listenForStops();
  // Loaded only now, because loading takes a while, during which a signal would end the process.
  const { main } = await import('./main.js');
  const code = await main(argv.slice(2), { stdout, stderr, signal, name: calledAs() });
  await new Promise((written) => stdout.write('', written));
  process.exitCode = code;
  if (lost === undefined) return;
  const { reasonNotWritten } = await import('./reason-not-written.js');
  stderr.write(`rectified: ${reasonNotWritten(lost)}\n`);
  process.exitCode ||= 1;
}

/**
 * The first signal asks to save and stop; a second Ctrl-C stops at once. Other signals often arrive more than
 * once: both the shell and the system report a closing terminal, and `timeout` sends its signal to the group, too.
 */
function listenForStops(): AbortSignal {
  const stop = new AbortController();
  const ask = (signal: StopSignal) => {
    if (!stop.signal.aborted) stop.abort(new StopRequest(signal));
    else if (signal === 'SIGINT') void endAtOnce();
  };
  process.on('SIGINT', ask);
  process.on('SIGTERM', ask);
  const outlive = ignoresHangup();
  process.on('SIGHUP', (signal) => {
    if (!outlive) ask(signal as StopSignal);
  });
  return stop.signal;
}

async function endAtOnce(): Promise<never> {
  const { killRuns } = await import('@rectified/experiments');
  killRuns();
  process.exit(stopCode(new StopRequest('SIGINT')));
}
