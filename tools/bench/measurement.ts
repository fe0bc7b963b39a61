import type { Machine } from './machine.ts';

/** When, by what command and where something was measured. */
export interface Measurement {
  readonly format: 1;
  /** When it began, in ISO 8601. */
  readonly date: string;
  /** The command line. */
  readonly command: string;
  /** How long it took. */
  readonly seconds: number;
  readonly threads: number;
  readonly machine: Machine;
}
