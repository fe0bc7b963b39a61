import type { BackendChoice } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import type { RunDescription } from '@rectified/run-folder';
import type { EngineName } from '@rectified/trainer';
import type { ExperimentConfig } from './experiment-config.js';
import { fasterEngine } from './faster-engine.js';

/** What takes the steps of a run, and where that was a choice, why. */
export interface RunEngine {
  readonly engine: EngineName;
  readonly note?: string;
}

interface EngineOfRunOptions {
  readonly backend: Pick<BackendChoice, 'name' | 'kernels'>;
  /** The run in the folder, if there is one. */
  readonly begun?: RunDescription;
  /** Steps of the whole run. */
  readonly steps: number;
  /** Whether network and activation are Rectified's own. */
  readonly own: boolean;
}

/** What takes the steps of a run. One that goes on keeps its engine. Throws an `InputError` for one that the backend has not. */
export function engineOfRun(
  { engine: asked, precision }: Pick<ExperimentConfig, 'engine' | 'precision'>,
  { backend, begun, ...size }: EngineOfRunOptions,
): RunEngine {
  if (begun !== undefined) return { engine: engineSoFar(begun) };
  if (asked === 'auto') {
    const { engine, why } = fasterEngine(backend, { ...size, precision });
    return { engine, note: `engine: ${engine}, ${why}` };
  }
  checkEngine(asked ?? 'eager', backend, precision);
  return { engine: asked ?? 'eager' };
}

/** The engine that a run has, or that was asked for; where it is open yet, `eager`, which does without what another would need. */
export function engineSoFar(
  begun: Pick<RunDescription, 'backend' | 'config'> | undefined,
  { engine = 'eager' }: Pick<ExperimentConfig, 'engine'> = {},
): EngineName {
  // Runs from before there was a choice have recorded what was asked for.
  if (begun !== undefined) return (begun.backend.engine ?? begun.config.engine ?? 'eager') as EngineName;
  return engine === 'auto' ? 'eager' : engine;
}

function checkEngine(
  engine: EngineName,
  { name, kernels }: Pick<BackendChoice, 'name' | 'kernels'>,
  precision: ExperimentConfig['precision'],
): void {
  if (engine === 'eager') return;
  if (!name.startsWith('tfjs-node'))
    throw new InputError({
      what: `the engine "${engine}" is a function of TensorFlow`,
      expected: 'the backend tfjs-node or tfjs-node-gpu',
      got: name,
      remedy: 'Take `--engine auto`, or leave it out',
    });
  if (precision === 'bf16' && kernels === 'native')
    throw new InputError({
      what: 'the native kernels compute in float32',
      expected: '--kernels plain with --precision bf16',
      got: 'native kernels',
    });
  if (engine === 'xla' && kernels === 'native')
    throw new InputError({
      what: 'the engine "xla" knows TensorFlow\'s own kernels only',
      expected: '--kernels plain',
      got: 'native kernels',
    });
}
