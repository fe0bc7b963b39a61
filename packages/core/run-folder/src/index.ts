export type { EpochRecord, Measure, MetricsRecord, RunDescription, RunResult, RunStatus, StepRecord } from './records.js';
