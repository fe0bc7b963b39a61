import { performance } from 'node:perf_hooks';
import { chooseBackend } from '@rectified/backend';
import { tensorFlowBackend } from '../../packages/compute/compiled/src/tensorflow-backend.ts';
import type { Timed } from '../bench/protocol.ts';
import type { EngineCase } from './cases.ts';
import { stepper } from './stepper.ts';

/** Times per step of both engines, turn by turn. */
export interface InTurns {
  readonly steps: number;
  readonly eager: readonly Timed[];
  readonly compiled: readonly Timed[];
  /** Milliseconds per step of the compiled engine that this thread spends outside TensorFlow. */
  readonly host: readonly number[];
  /** Seconds until the end of the first step: recording, TensorFlow's graph optimization, the step. */
  readonly first: { readonly eager: number; readonly compiled: number };
}

/** Duration of a turn of the eager engine in seconds. */
const turnSeconds = 0.6;

/** Trains one network with both engines in this process, which take turns of the same number of steps. */
export async function inTurns(
  { network, rectifier, batch, width, kernels }: EngineCase,
  { turns }: { turns: number },
): Promise<InTurns> {
  await chooseBackend({ backend: 'tfjs-node', kernels });
  const what = { network, rectifier, batch, width, images: 256 };
  const eager = await stepper({ ...what, engine: 'eager' });
  const compiled = await stepper({ ...what, engine: 'compiled' });
  const { wall } = await eager.take(3);
  const count = Math.max(2, Math.min(64, Math.round((turnSeconds * 1000) / wall)));
  await compiled.take(2 * count); // determines the steps per call
  const result = { eager: [] as Timed[], compiled: [] as Timed[], host: [] as number[] };
  const inside = timeInside();
  for (let turn = 0; turn < turns; turn++) {
    result.eager.push(await eager.take(count));
    const before = inside();
    const taken = await compiled.take(count);
    result.compiled.push(taken);
    result.host.push(taken.wall - (inside() - before) / count);
  }
  return { steps: count, ...result, first: { eager: eager.first, compiled: compiled.first } };
}

/** Total milliseconds spent in calls of compiled functions. */
function timeInside(): () => number {
  const backend = tensorFlowBackend();
  const { runSavedModel } = backend;
  let milliseconds = 0;
  backend.runSavedModel = (...call) => {
    const begun = performance.now();
    try {
      return runSavedModel.apply(backend, call);
    } finally {
      milliseconds += performance.now() - begun;
    }
  };
  return () => milliseconds;
}

if (process.argv[2] !== undefined) {
  const [what, turns] = process.argv.slice(2) as [string, string];
  process.stdout.write(`${JSON.stringify(await inTurns(JSON.parse(what), { turns: Number(turns) }))}\n`);
  process.exit();
}
