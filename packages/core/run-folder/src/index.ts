export { changedCode } from './changed-code.js';
export {
  type Checkpoint,
  checkCheckpoint,
  goBack,
  hasCheckpoint,
  readCheckpoint,
  remedyFor,
  sealOf,
  withdrawRun,
  writeCheckpoint,
} from './checkpoint.js';
export { type Claim, claimRun } from './claim-run.js';
export { codePath, isPath, nameAndVariant } from './code-path.js';
export { damaged, startOver } from './damaged.js';
export { differentSettings, isIncidental } from './different-settings.js';
export { type IdentityDifference, identityDifference, kindsOfCode } from './identity-difference.js';
export { type MetricsFile, openMetrics } from './metrics-file.js';
export { readDescription, readResult } from './read-json.js';
export { type Run, readRun } from './read-run.js';
export type {
  CodeIdentity,
  EpochRecord,
  ImagesIdentity,
  Measure,
  MetricsRecord,
  ProbedLayer,
  ProbeRecord,
  RunDescription,
  RunIdentity,
  RunResult,
  RunStatus,
  StepRecord,
} from './records.js';
export { currentFolder, previousFolder, replaceFolder } from './replace-folder.js';
export {
  checkFree,
  checkRunFiles,
  readRunFile,
  registerRunFile,
  removeRunFiles,
  writeRunFile,
} from './run-file.js';
export { changeRun, createRun, removeResult, writeResult } from './run-files.js';
export type { RunLog, RunLogger } from './run-log.js';
export { freeName, setAside } from './set-aside.js';
