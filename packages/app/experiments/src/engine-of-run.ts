import type { BackendChoice } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import type { RunDescription } from '@rectified/run-folder';
import type { EngineName } from '@rectified/trainer';
import type { ExperimentConfig } from './experiment-config.js';
import { fasterEngine } from './faster-engine.js';

/** What runs the steps of a run and, if there was a choice, why. */
export interface RunEngine {
  readonly engine: EngineName;
  readonly note?: string;
}

interface EngineOfRunOptions {
  readonly backend: Pick<BackendChoice, 'name' | 'kernels'>;
  /** The run in the folder, if there is one. */
  readonly begun?: RunDescription;
  /** Steps in the whole run. */
  readonly steps: number;
  /** Whether network and activation are Rectified's own. */
  readonly own: boolean;
}

/**
 * What runs the steps of a run. A resumed run keeps the engine it was started with; asking for another is
 * an `InputError`, and so is an engine that the backend lacks.
 */
export function engineOfRun(
  folder: string,
  { engine: asked, precision }: Pick<ExperimentConfig, 'engine' | 'precision'>,
  { backend, begun, ...size }: EngineOfRunOptions,
): RunEngine {
  const open = asked === undefined || asked === 'auto';
  if (begun !== undefined) {
    const recorded = recordedEngine(begun);
    if (!open && asked !== recorded)
      throw new InputError({
        what: 'the run was started with another engine and would continue with different numbers',
        expected: recorded,
        got: asked,
        file: folder,
        remedy: 'Leave out `--engine` to keep that of the run, or start a new run in another folder',
      });
    return { engine: recorded };
  }
  if (asked === 'auto') {
    const { engine, why } = fasterEngine(backend, { ...size, precision });
    return { engine, note: `engine: ${engine}, ${why}` };
  }
  checkEngine(asked ?? 'eager', backend, precision);
  return { engine: asked ?? 'eager' };
}

/** The run's engine or the requested one; if it is still undecided, `eager`, which has no requirements. */
export function engineSoFar(
  begun: RunDescription | undefined,
  { engine = 'eager' }: Pick<ExperimentConfig, 'engine'>,
): EngineName {
  if (begun !== undefined) return recordedEngine(begun);
  return engine === 'auto' ? 'eager' : engine;
}

/** Runs from before there was a choice recorded what was requested. */
function recordedEngine({ backend, config }: RunDescription): EngineName {
  return (backend.engine ?? config.engine ?? 'eager') as EngineName;
}

function checkEngine(
  engine: EngineName,
  { name, kernels }: Pick<BackendChoice, 'name' | 'kernels'>,
  precision: ExperimentConfig['precision'],
): void {
  if (engine === 'eager') return;
  if (!name.startsWith('tfjs-node'))
    throw new InputError({
      what: `the engine "${engine}" needs TensorFlow`,
      expected: 'the backend tfjs-node or tfjs-node-gpu',
      got: name,
      remedy: 'Use `--engine auto`, or leave it out',
    });
  if (precision === 'bf16' && kernels === 'native')
    throw new InputError({
      what: 'the native kernels compute in float32',
      expected: '--kernels plain with --precision bf16',
      got: 'native kernels',
    });
  if (engine === 'xla' && kernels === 'native')
    throw new InputError({
      what: 'the engine "xla" supports only TensorFlow\'s own kernels',
      expected: '--kernels plain',
      got: 'native kernels',
    });
}
