export { claimRun } from './claim-run.js';
export { type MetricsFile, openMetrics } from './metrics-file.js';
export { type Run, readRun } from './read-run.js';
export type {
  EpochRecord,
  Measure,
  MetricsRecord,
  RunDescription,
  RunResult,
  RunStatus,
  StepRecord,
} from './records.js';
export { currentFolder, replaceFolder } from './replace-folder.js';
export { createRun, removeResult, writeResult } from './run-files.js';
