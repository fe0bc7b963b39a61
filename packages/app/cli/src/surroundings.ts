import type { Streams } from './terminal.js';

/** The environment of the command line. */
export interface Surroundings extends Streams {
  /** Aborted by the first Ctrl-C: save, say how to resume, and return. A `StopRequest` as its reason names any other signal. */
  signal: AbortSignal;
  /** How the program is called, for help and messages. Default `rectified`. */
  name?: string;
}

/** The environment of one command. */
export interface CommandSurroundings extends Surroundings {
  name: string;
  /** The command line as it was given, to say how to resume. */
  argv: readonly string[];
  /** Sets the exit code. */
  exit(code: number): void;
}
