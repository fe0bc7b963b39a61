import type { StageName } from './time-plan.ts';

export type Cell = string | number | boolean;

/** What a stage found: single facts, tables by their titles, and what is not as it should be. */
export interface Found {
  readonly facts: Record<string, Cell>;
  readonly tables: Record<string, Record<string, Cell>[]>;
  readonly faults: string[];
}

export interface StageResult extends Found {
  /** `done`: to its end, whatever it found. */
  readonly status: 'under way' | 'done' | 'failed' | 'out of time' | 'stopped';
  readonly seconds: number;
  /** Why it failed. */
  readonly reason?: string;
}

/** What `results.json` holds. */
export interface Results {
  readonly format: 1;
  readonly device: 'gpu' | 'cpu';
  readonly size: string;
  /** Of the repository. */
  readonly commit: string;
  readonly stages: Partial<Record<StageName, StageResult>>;
}
