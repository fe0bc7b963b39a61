export { architectureNames, architectures, loadArchitecture } from './architectures.js';
export { type ActivationCheck, checkActivation } from './check-activation.js';
export type { CheckOutcome, CheckReport, CheckSubject, ValueAt } from './check-report.js';
export type { WhichViews } from './choose-views.js';
export { compare } from './compare.js';
export type { CompareOptions, Comparison, PlannedRun, RunEnd } from './compare-options.js';
export { datasets, loadDataset, provideData, usualFolder } from './datasets.js';
export {
  type ArchitectureDescription,
  type DescribeOptions,
  describeArchitecture,
} from './describe-architecture.js';
export { type EvaluateOptions, evaluateRun, type RunEvaluation } from './evaluate-run.js';
export { ExperimentConfig, Recipe } from './experiment-config.js';
export { type ExportedRun, type ExportOptions, exportFormats, exportRun } from './export-run.js';
export type { FoundCode, LoadOptions } from './find-code.js';
export { blame } from './foreign-code.js';
export {
  type ListedActivation,
  type ListedArchitecture,
  type ListedOption,
  type ListedRecipe,
  listActivations,
  listArchitectures,
  listOptions,
  listRecipes,
} from './listings.js';
export { type Arm, loadActivation } from './load-activation.js';
export { loadRunLogger } from './load-run-logger.js';
export { type MergedConfig, mergeConfig } from './merge-config.js';
export { openData } from './open-data.js';
export type { WhichImages } from './open-images.js';
export { type Pairing, pairingOf, pairings } from './pairings.js';
export {
  type PredictEvent,
  type PredictionMeasures,
  type PredictOptions,
  predictRun,
  type RunPrediction,
} from './predict-run.js';
export { readRecipe, recipes } from './read-recipe.js';
export type { Repair } from './repair-run.js';
export type { RunEvent } from './run-event.js';
export { type RunExperimentOptions, runExperiment } from './run-experiment.js';
export { killRuns } from './run-in-child.js';
export type { RunOutcome } from './run-outcome.js';
export { type ShownData, type ShowOptions, showData } from './show-data.js';
export { type PredictionTable, writePredictions } from './write-predictions.js';
