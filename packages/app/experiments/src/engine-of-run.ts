import type { BackendChoice } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import type { RunDescription } from '@rectified/run-folder';
import type { EngineName } from '@rectified/trainer';
import type { ExperimentConfig } from './experiment-config.js';
import { fasterEngine } from './faster-engine.js';
import { whyNot } from './use-backend.js';

/** What runs the steps of a run and, if there was a choice, why. */
export interface RunEngine {
  readonly engine: EngineName;
  readonly note?: string;
}

type Chosen = Pick<BackendChoice, 'name' | 'kernels' | 'rejected'>;

interface EngineOfRunOptions {
  readonly backend: Chosen;
  /** The run in the folder, if there is one. */
  readonly begun?: RunDescription;
  /** Steps in the whole run. */
  readonly steps: number;
  /** Whether network and activation are Rectified's own. */
  readonly own: boolean;
}

/** What runs the steps of a run. A resumed run keeps its engine. Throws an `InputError` for an engine that the backend lacks. */
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

/** The run's engine or the requested one; if it is still undecided, `eager`, which has no requirements. */
export function engineSoFar(
  begun: Pick<RunDescription, 'backend' | 'config'> | undefined,
  { engine = 'eager' }: Pick<ExperimentConfig, 'engine'> = {},
): EngineName {
  // Runs from before there was a choice have recorded what was asked for.
  if (begun !== undefined) return (begun.backend.engine ?? begun.config.engine ?? 'eager') as EngineName;
  return engine === 'auto' ? 'eager' : engine;
}

function checkEngine(engine: EngineName, backend: Chosen, precision: ExperimentConfig['precision']): void {
  if (engine === 'eager') return;
  const { name, kernels } = backend;
  if (!name.startsWith('tfjs-node')) {
    const why = whyNot('tfjs-node', backend);
    throw new InputError({
      what: `the engine "${engine}" needs TensorFlow`,
      expected: 'the backend tfjs-node or tfjs-node-gpu',
      got: name,
      remedy: `${why === undefined ? 'Leave out `--backend`, or' : `${why}. Or`} use \`--engine auto\``,
    });
  }
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
