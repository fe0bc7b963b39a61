import { join } from 'node:path';
import { writeAtomically } from '@rectified/system';
import type { StageName } from './time-plan.ts';
import { toMarkdown } from './to-markdown.ts';

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

/** Writes `results.json` and `results.md`, whole or not at all. */
export async function writeResults(folder: string, results: Results): Promise<void> {
  await writeAtomically(join(folder, 'results.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  await writeAtomically(join(folder, 'results.md'), toMarkdown(results));
}
