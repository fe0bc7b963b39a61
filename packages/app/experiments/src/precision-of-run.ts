import type { Kernels, Precision } from '@rectified/backend';
import type { EngineName, TrainOptions } from '@rectified/trainer';
import type { ExperimentConfig } from './experiment-config.js';

/** How the precision of a run is reached: what the backend computes in, and what an engine computes products of. */
export interface PrecisionOfRun {
  readonly backend: { readonly kernels: Kernels; readonly precision: Precision };
  readonly products: NonNullable<TrainOptions['products']>;
}

/** In the compiled engines bf16 is a part of the function, on every device; for the eager one the backend must have it. */
export function precisionOfRun(
  { kernels, precision }: Pick<ExperimentConfig, 'kernels' | 'precision'>,
  engine: EngineName,
): PrecisionOfRun {
  if (precision !== 'bf16' || engine === 'eager')
    return { backend: { kernels, precision }, products: 'float32' };
  // Ours compute in float32, and are refused where they are asked for.
  const plain = kernels === 'auto' ? 'plain' : kernels;
  return { backend: { kernels: plain, precision: 'float32' }, products: 'bfloat16' };
}
