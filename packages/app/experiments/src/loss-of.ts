import type { ClassificationLoss } from '@rectified/metrics';
import type { ExperimentConfig } from './experiment-config.js';

/** The training loss of a configuration, which depends on its head. */
export function lossOf({ head }: Pick<ExperimentConfig, 'head'>): ClassificationLoss {
  return head === 'rectifier' ? 'rectified-cross-entropy' : 'softmax-cross-entropy';
}
