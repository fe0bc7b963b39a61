import { Console } from 'node:console';
import { calledAs } from './called-as.js';
import { ignoresHangup } from './ignores-hangup.js';
import { releaseDeadTerminals } from './release-dead-terminals.js';
import { StopRequest, type StopSignal, stopCode } from './stop-request.js';

/** Runs the command line of this process: its arguments, streams and signals. */
export async function run(): Promise<void> {
  const { argv, stdout, stderr } = process;
  // What reads our output may leave, its disk be full, or the terminal be gone: no reason to lose work.
  let lost: unknown;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') lost ??= error; // as in `rectified ... | head`: the reader has what it wanted
  });
  stderr.on('error', () => {});
  releaseDeadTerminals();
  // Results alone go to stdout, whatever a library or an activation of one's own has to say.
  globalThis.console = new Console(stderr, stderr);

  const signal = listenForStops();
  // Loaded only now, since it takes a while, in which a signal would end the process.
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
 * The first signal asks to save and stop, a second Ctrl-C stops at once. Other signals come more than once as a matter of
 * course: a shell and the system both tell of a terminal that goes away, and `timeout` sends its own to the group, too.
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
