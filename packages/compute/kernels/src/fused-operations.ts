import type { BatchNorm } from './batch-norm.js';
import type { RectifiedConv2d, RectifiedDense } from './convolution.js';
import type { NormalizedConv2d } from './normalized-convolution.js';

/**
 * What a device may compute at once that tfjs has several operations for. Each records its gradients by its tensors in
 * tfjs's tape (`tf.customGrad`), those of an activation's parameters included, and throws an `InputError` for tensors that
 * do not fit together.
 */
export interface FusedOperations {
  readonly rectifiedConv2d: RectifiedConv2d;
  readonly normalizedConv2d: NormalizedConv2d;
  readonly rectifiedDense: RectifiedDense;
  readonly batchNormRectified: BatchNorm;
}
