import type { Machine } from './machine.ts';

/** Time, command and machine of a measurement. */
export interface Measurement {
  readonly format: 1;
  /** Start, in ISO 8601. */
  readonly date: string;
  /** The command line. */
  readonly command: string;
  /** Duration. */
  readonly seconds: number;
  readonly threads: number;
  readonly machine: Machine;
}
