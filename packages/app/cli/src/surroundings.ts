import type { Streams } from './terminal.js';

/** What surrounds the command line. */
export interface Surroundings extends Streams {
  /** Aborted by the first Ctrl-C: save, say how to resume, and return. A `StopRequest` as its reason says by what else. */
  signal: AbortSignal;
  /** How the program is called, for help and messages. Default `rectified`. */
  name?: string;
}

/** What surrounds one command. */
export interface CommandSurroundings extends Surroundings {
  name: string;
  /** The command line as it was given, to say how to resume. */
  argv: readonly string[];
  /** Sets the exit code. */
  exit(code: number): void;
}
