export { argmax } from './argmax.js';
export { type BcaOptions, bcaInterval } from './bca-interval.js';
export { chanceFrom, type Guessing } from './chance.js';
export {
  type Classification,
  type ClassificationLoss,
  type ClassificationOptions,
  type ClassificationState,
  type ClassificationValue,
  classification,
} from './classification.js';
export { confusionMatrix } from './confusion-matrix.js';
export { type Equivalence, type EquivalenceOptions, equivalence } from './equivalence.js';
export { errorRate } from './error-rate.js';
export { holm } from './holm.js';
export { type LogLossOptions, logLoss } from './log-loss.js';
export { type McNemar, mcnemar } from './mcnemar.js';
export { type PairedTTest, pairedTTest } from './paired-t-test.js';
export { type PairsNeededOptions, pairsNeeded } from './pairs-needed.js';
export type { Proportion } from './proportion.js';
export { rectifiedCrossEntropy } from './rectified-cross-entropy.js';
export {
  type SignFlip,
  type SignFlipOptions,
  type SignFlips,
  signFlipTest,
  signFlipTests,
} from './sign-flip.js';
export { softmaxCrossEntropy } from './softmax-cross-entropy.js';
export { type ConfidenceOptions, type Summary, summarize } from './summarize.js';
export { topKError } from './top-k-error.js';
export { type ProportionDifference, twoProportions } from './two-proportions.js';
export { type Interval, wilson } from './wilson.js';
