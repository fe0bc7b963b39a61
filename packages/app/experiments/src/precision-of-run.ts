import type { Kernels, Precision } from '@rectified/backend';
import type { EngineName, TrainOptions } from '@rectified/trainer';
import type { ExperimentConfig } from './experiment-config.js';

/** How a run's precision is achieved: the backend's, and that of an engine's products. */
export interface PrecisionOfRun {
  readonly backend: { readonly kernels: Kernels; readonly precision: Precision };
  readonly products: NonNullable<TrainOptions['products']>;
}

/** In the compiled engines, bf16 is part of the function, on every device; for the eager one, the backend must support it. */
export function precisionOfRun(
  { kernels, precision }: Pick<ExperimentConfig, 'kernels' | 'precision'>,
  engine: EngineName,
): PrecisionOfRun {
  // The native kernels support neither bf16 nor XLA, and are refused if they are requested.
  const plain = kernels === 'auto' ? 'plain' : kernels;
  if (precision !== 'bf16' || engine === 'eager')
    return { backend: { kernels: engine === 'xla' ? plain : kernels, precision }, products: 'float32' };
  return { backend: { kernels: plain, precision: 'float32' }, products: 'bfloat16' };
}
