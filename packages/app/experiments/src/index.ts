export { type Architecture, architectures } from './architectures.js';
export { checkValues } from './check-values.js';
export { type CompareOptions, type Comparison, compare, type PlannedRun, type RunEnd } from './compare.js';
export { datasets, findDataset, provideData, usualFolder } from './datasets.js';
export { type EvaluateOptions, evaluateRun, type RunEvaluation } from './evaluate-run.js';
export { ExperimentConfig, Recipe } from './experiment-config.js';
export { type Arm, loadActivation } from './load-activation.js';
export { type MergedConfig, mergeConfig } from './merge-config.js';
export { openData } from './open-data.js';
export { readRecipe, recipes } from './read-recipe.js';
export {
  type RunEvent,
  type RunExperimentOptions,
  type RunOutcome,
  runExperiment,
} from './run-experiment.js';
