import type { BackendChoice } from '@rectified/backend';
import type { EngineName } from '@rectified/trainer';
import type { ExperimentConfig } from './experiment-config.js';

/**
 * Steps from which on a run wins back the seconds in which its functions are made, also where a step is little faster: wide
 * networks with native kernels (docs/benchmarks/compiled.md).
 */
const worthwhile = 300;

/**
 * The engine that has been measured to be the faster one (`npm run bench:engines`, docs/benchmarks/compiled.md), and why. It depends on
 * what is known of a run alone, not on a measurement at its beginning: the same run always has the same engine.
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
    return { engine: 'eager', why: 'since nobody has measured yet which one is faster on GPUs' };
  if (name !== 'tfjs-node') return { engine: 'eager', why: `which alone ${name} has` };
  if (precision !== 'float32')
    return { engine: 'eager', why: `since it was measured in float32, not in ${precision}` };
  if (!own)
    return {
      engine: 'eager',
      why: 'since the network or the activation is not one of those with which it was measured',
    };
  if (steps < worthwhile)
    return {
      engine: 'eager',
      why: `since ${steps} steps do not win back what compiling takes (from ${worthwhile} on they do)`,
    };
  return { engine: 'compiled', why: 'which was faster in every measurement on tfjs-node' };
}
