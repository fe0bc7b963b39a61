import { performance } from 'node:perf_hooks';
import { chooseBackend } from '@rectified/backend';
import { tensorFlowBackend } from '../../packages/compute/compiled/src/tensorflow-backend.ts';
import { compiledEngine } from '../../packages/training/trainer/src/compiled-engine.ts';
import { eagerEngine } from '../../packages/training/trainer/src/eager-engine.ts';
import type { Engine, EpochSteps } from '../../packages/training/trainer/src/engine.ts';
import { layersOf } from '../../packages/training/trainer/src/layers-of.ts';
import { momentumSgd } from '../../packages/training/trainer/src/momentum-sgd.ts';
import { parameterUpdates } from '../../packages/training/trainer/src/parameter-updates.ts';
import { settingsOf } from '../../packages/training/trainer/src/settings-of.ts';
import type { TrainOptions } from '../../packages/training/trainer/src/train-options.ts';
import { buildNetwork } from '../bench/ours/networks.ts';
import type { Timed } from '../bench/protocol.ts';
import type { EngineCase } from './cases.ts';
import { randomImages } from './random-images.ts';

/** What both engines took, turn by turn, each a time of one step. */
export interface InTurns {
  readonly steps: number;
  readonly eager: readonly Timed[];
  readonly compiled: readonly Timed[];
  /** Of the compiled engine, milliseconds of a step that this thread does not spend within TensorFlow. */
  readonly host: readonly number[];
  /** Seconds until the first step was done: recording, TensorFlow's look at the graph, the step. */
  readonly first: { readonly eager: number; readonly compiled: number };
}

/** Seconds of a turn of the eager engine. */
const turnSeconds = 0.6;

/** Trains one network by both engines, which take turns of as many steps in this process. */
export async function inTurns(
  { network, rectifier, batch, width, kernels }: EngineCase,
  { turns }: { turns: number },
): Promise<InTurns> {
  await chooseBackend({ backend: 'tfjs-node', kernels });
  const contestant = async (engineOf: typeof eagerEngine) => {
    const { model, shape, classes } = await buildNetwork({ network, rectifier, width });
    const data = { train: randomImages(256, shape, classes) };
    const options: TrainOptions = {
      data,
      optimizer: { rate: 1e-3, decay: 1e-4 },
      epochs: 1e6,
      batch,
      seed: 1,
    };
    const settings = settingsOf(options, { runtime: process.version });
    const layers = layersOf(model);
    const optimizer = momentumSgd(model.trainableWeights, settings.optimizer, parameterUpdates(layers));
    const begun = performance.now();
    const stepper = steps(engineOf({ model, optimizer, options, settings }), batch);
    await stepper(1);
    return { take: stepper, first: (performance.now() - begun) / 1000 };
  };
  const eager = await contestant(eagerEngine);
  const compiled = await contestant((options) => compiledEngine(options, { xla: false }));
  const { wall } = await eager.take(3);
  const count = Math.max(2, Math.min(64, Math.round((turnSeconds * 1000) / wall)));
  await compiled.take(2 * count); // finds how many steps make a call
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

/** Milliseconds spent so far in calls of compiled functions. */
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

/** Takes steps, in as many epochs as it needs; gives the time of one. */
function steps(engine: Engine, size: number): (count: number) => Promise<Timed> {
  let epoch: EpochSteps | undefined;
  const at = { epoch: 0, step: 0, steps: 1e9 };
  return async (count) => {
    const used = process.cpuUsage();
    const begun = performance.now();
    for (let left = count; left > 0; ) {
      epoch ??= engine.begin({ seed: 1, epoch: ++at.epoch, size, start: 0 });
      const taken = await epoch.take(left, at);
      if (taken.length === 0) epoch = undefined;
      left -= taken.length;
      at.step += taken.length;
    }
    const { user, system } = process.cpuUsage(used);
    return { wall: (performance.now() - begun) / count, processor: (user + system) / 1000 / count };
  };
}

if (process.argv[2] !== undefined) {
  const [what, turns] = process.argv.slice(2) as [string, string];
  process.stdout.write(`${JSON.stringify(await inTurns(JSON.parse(what), { turns: Number(turns) }))}\n`);
  process.exit();
}
