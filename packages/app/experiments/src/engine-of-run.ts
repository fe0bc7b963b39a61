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

/**
 * What takes the steps of a run. One that goes on keeps the engine that it was begun with, unless another is asked for, which is
 * an `InputError`; so is an engine that the backend has not.
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
        what: 'the run was begun with another engine, and would continue with different numbers',
        expected: recorded,
        got: asked,
        file: folder,
        remedy: 'Leave `--engine` out: the run keeps its own. Or begin a new run in another folder',
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

/** The engine that a run has, or that was asked for; where it is open yet, `eager`, which does without what another would need. */
export function engineSoFar(
  begun: RunDescription | undefined,
  { engine = 'eager' }: Pick<ExperimentConfig, 'engine'>,
): EngineName {
  if (begun !== undefined) return recordedEngine(begun);
  return engine === 'auto' ? 'eager' : engine;
}

/** Runs from before there was a choice have recorded what was asked for. */
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
