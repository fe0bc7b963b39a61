import { main } from './main.js';

/** Runs the command line of this process: its arguments, streams and signals. */
export async function run(): Promise<void> {
  // The first Ctrl-C asks to save and stop, the second one stops.
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => (stop.signal.aborted ? process.exit(130) : stop.abort()));
  // `rectified ... | head` closes the pipe early: no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  const { argv, stdout, stderr } = process;
  process.exitCode = await main(argv.slice(2), { stdout, stderr, signal: stop.signal });
}
