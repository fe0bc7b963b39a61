import type { ClassificationLoss } from '@rectified/metrics';
import type { ExperimentConfig } from './experiment-config.js';

/** What the network of a configuration is trained on: its head says it. */
export function lossOf({ head }: Pick<ExperimentConfig, 'head'>): ClassificationLoss {
  return head === 'rectifier' ? 'rectified-cross-entropy' : 'softmax-cross-entropy';
}
