export type { BatchSource, EpochRequest, TestSource, ViewBatch } from './batch-source.js';
export { DeadNetworkError } from './dead-network-error.js';
export { DivergedError } from './diverged-error.js';
export type { EngineName } from './engine.js';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluate.js';
export type { ForwardOptions } from './forward.js';
export { defaultInput, type InputScaling } from './input-scaling.js';
export { type Predictions, predict } from './predict.js';
export { rectifiedCrossEntropy } from './rectified-cross-entropy.js';
export {
  type Constant,
  dependsOnLength,
  type FactorDecay,
  type LinearDecay,
  linearDecay,
  rateAt,
  type Schedule,
  type StepDecay,
  stepDecay,
  type UpdatePlace,
  type WarmedUp,
} from './schedule.js';
export { defaultGroups, type Sgd, type SgdConfig, sgd, sgdSchema, type VariableGroup } from './sgd.js';
export { softmaxCrossEntropy } from './softmax-cross-entropy.js';
export type { StepProgress, TrainOptions } from './train-options.js';
