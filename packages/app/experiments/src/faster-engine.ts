import type { BackendChoice } from '@rectified/backend';
import type { EngineName } from '@rectified/trainer';
import type { ExperimentConfig } from './experiment-config.js';

/**
 * Number of steps from which on a run recovers the seconds spent compiling, even if a step is only a little faster: wide
 * networks with native kernels (docs/benchmarks/compiled.md).
 */
const worthwhile = 300;

/**
 * The engine that was measured to be faster (`npm run bench:engines`, docs/benchmarks/compiled.md), and why. It depends only on
 * what is known about a run, not on a measurement at its start: the same run always has the same engine.
 */
export function fasterEngine(
  { name }: Pick<BackendChoice, 'name'>,
  {
    steps,
    own,
    precision,
  }: { readonly steps: number; readonly own: boolean; readonly precision: ExperimentConfig['precision'] },
): { readonly engine: EngineName; readonly why: string } {
  if (name === 'tfjs-node-gpu')
    return { engine: 'eager', why: 'because it has not been measured which one is faster on GPUs' };
  if (name !== 'tfjs-node') return { engine: 'eager', why: `the only one that ${name} has` };
  if (precision !== 'float32')
    return { engine: 'eager', why: `because it was measured in float32, not in ${precision}` };
  if (!own)
    return {
      engine: 'eager',
      why: 'because it was not measured with this network or activation',
    };
  if (steps < worthwhile)
    return {
      engine: 'eager',
      why: `because ${steps} steps do not recover the time for compiling (from ${worthwhile} on they do)`,
    };
  return { engine: 'compiled', why: 'which was faster in every measurement on tfjs-node' };
}
