import type { StageName } from './time-plan.ts';

export type Cell = string | number | boolean;

/** Results of a stage: single facts, tables by title, and faults. */
export interface Found {
  readonly facts: Record<string, Cell>;
  readonly tables: Record<string, Record<string, Cell>[]>;
  readonly faults: string[];
}

export interface StageResult extends Found {
  /** `done`: completed, whatever it found. */
  readonly status: 'under way' | 'done' | 'failed' | 'out of time' | 'stopped';
  readonly seconds: number;
  /** Why it failed. */
  readonly reason?: string;
}

/** The content of `results.json`. */
export interface Results {
  readonly format: 1;
  readonly device: 'gpu' | 'cpu';
  readonly size: string;
  /** Commit of the repository. */
  readonly commit: string;
  readonly stages: Partial<Record<StageName, StageResult>>;
}
