import type { FusedOperations } from '@rectified/kernels';
import { batchNormRectified } from './batch-norm-rectified.js';
import { normalizedConv2dBranches } from './normalized-conv2d.js';
import { rectifiedConv2dBranches } from './rectified-conv2d.js';
import { rectifiedDense } from './rectified-dense.js';

/** What networks are computed with where the kernels are loaded. */
export const operations: FusedOperations = {
  rectifiedConv2d: rectifiedConv2dBranches,
  normalizedConv2d: normalizedConv2dBranches,
  rectifiedDense,
  batchNormRectified,
};
