import { performance } from 'node:perf_hooks';
import type { Dataset } from '@rectified/dataset';
import type { EngineName } from '@rectified/trainer';
import { compiledEngine } from '../../packages/training/trainer/src/compiled-engine.ts';
import { eagerEngine } from '../../packages/training/trainer/src/eager-engine.ts';
import type { Engine, EpochSteps } from '../../packages/training/trainer/src/engine.ts';
import { layersOf } from '../../packages/training/trainer/src/layers-of.ts';
import { momentumSgd } from '../../packages/training/trainer/src/momentum-sgd.ts';
import { parameterUpdates } from '../../packages/training/trainer/src/parameter-updates.ts';
import { settingsOf } from '../../packages/training/trainer/src/settings-of.ts';
import type { TrainOptions } from '../../packages/training/trainer/src/train-options.ts';
import { buildNetwork } from '../bench/ours/networks.ts';
import type { Case, Timed } from '../bench/protocol.ts';
import { randomImages } from './random-images.ts';

/** A network that is trained by one engine, on the given number of images of noise. */
export interface SteppedCase extends Pick<Case, 'network' | 'rectifier' | 'batch' | 'width'> {
  readonly engine: EngineName;
  readonly products?: TrainOptions['products'];
  readonly images: number;
}

/** Takes this many steps, and returns the time per step. */
export type TakeSteps = (count: number) => Promise<Timed>;

/** A network that is trained step by step on tfjs's current backend, after its first step, and the seconds until then. */
export async function stepper(
  what: SteppedCase,
): Promise<{ readonly take: TakeSteps; readonly first: number }> {
  const make = await prepared(what);
  const begun = performance.now();
  const take = steps(make(), what.batch);
  await take(1);
  return { take, first: (performance.now() - begun) / 1000 };
}

/** A network and everything that an engine needs to train it; calling it creates the engine. */
export async function prepared(what: SteppedCase): Promise<() => Engine> {
  const { engine, products, batch, images } = what;
  const { model, shape, classes } = await buildNetwork(what);
  const data: { train: Dataset } = { train: randomImages(images, shape, classes) };
  const options: TrainOptions = {
    data,
    optimizer: { rate: 1e-3, decay: 1e-4 },
    epochs: 1e6,
    batch,
    seed: 1,
    engine,
    products,
  };
  const settings = settingsOf(options, { runtime: process.version });
  const optimizer = momentumSgd(
    model.trainableWeights,
    settings.optimizer,
    parameterUpdates(layersOf(model)),
  );
  const made = { model, optimizer, options, settings };
  return () => (engine === 'eager' ? eagerEngine(made) : compiledEngine(made, { xla: engine === 'xla' }));
}

/** Steps, over as many epochs as needed. */
function steps(engine: Engine, size: number): TakeSteps {
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
