import { Console } from 'node:console';
import { runProgram, type StopSignal } from '@rectified/system';
import { calledAs } from './called-as.js';
import { ignoresHangup } from './ignores-hangup.js';
import { releaseDeadTerminals } from './release-dead-terminals.js';
import { StopRequest, stopCode } from './stop-request.js';

/** Runs the command line of this process: its arguments, streams and signals. */
export async function run(): Promise<void> {
  const { argv, stdout, stderr } = process;
  // The terminal may go away in the meantime: no reason to lose work.
  releaseDeadTerminals();
  // Only results go to stdout, whatever a library or a user's activation prints.
  globalThis.console = new Console(stderr, stderr);

  const signal = listenForStops();
  await runProgram(async () => {
    // Loaded only now, because loading takes a while, during which a signal would end the process.
    const { main } = await import('./main.js');
    return main(argv.slice(2), { stdout, stderr, signal, name: calledAs() });
  }, 'rectified: ');
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
