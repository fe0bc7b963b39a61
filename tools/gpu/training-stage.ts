import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compare, mergeConfig, type Recipe, readRecipe, runExperiment } from '@rectified/experiments';
import { writeReport } from '@rectified/report';
import { writeAtomically } from '@rectified/system';
import { randomCifar } from '../durability/random-cifar.ts';
import type { Results } from './results.ts';
import { sizes } from './settings.ts';
import { backendOn, type StageOrder, say, stage } from './stage.ts';

/** What is trained, once decided: a later call continues it. */
interface TrainingPlan {
  readonly epochs: number;
  readonly seeds: readonly number[];
  readonly engine: 'compiled' | 'xla';
  /** The device on which that was decided. */
  readonly secondsPerEpoch: number;
  readonly secondsToStart: number;
}

/** Share of the remaining time for training: the rest is for reports, and for what takes longer than in the trial. */
const share = 0.85;

// Trains the arms of Table 3 with the paper's network and recipe, for as many epochs as time allows; the schedule of the rate is
// compressed. Stopped runs continue when it is called again.
await stage(async (order) => {
  const { training, width, batch } = sizes[order.size];
  const begun = performance.now();
  const signal = stopBefore(order.limit);
  const data = order.data ?? imagesOfNoise(order.out);
  const recipe: Recipe = {
    ...(await readRecipe('paper')),
    ...{ data, width, batch, limit: training.limit },
    ...{ backend: backendOn(order.device), kernels: 'plain' },
  };
  const file = join(order.out, 'training.json');
  const plan: TrainingPlan = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : await decide({ ...recipe, engine: fasterEngine(order.out) }, order, { signal, begun });
  await writeAtomically(file, JSON.stringify(plan));
  const { epochs, seeds, engine } = plan;
  say({ fact: ['engine', engine] });
  say({ fact: ['epochs', epochs] });
  say({ fact: ['seeds', seeds.join(', ')] });
  say({ fact: ['seconds of an epoch, measuring and all', plan.secondsPerEpoch] });
  const { config } = await mergeConfig({ ...recipe, engine }, scheduledFor(recipe, epochs));
  const out = join(order.out, 'runs');
  const { runs } = await compare({
    ...{ config, activations: training.arms, seeds, out, signal },
    onEvent({ title, seed }, event) {
      if (event.type === 'crashed') say({ fault: `${title}, seed ${seed}: ${event.message}` });
      if (event.type !== 'ended') return;
      const { status, final, epochs, imagesPerSecond } = event.result;
      const percent = (error?: number) => (error === undefined ? '' : Number((100 * error).toFixed(2)));
      const row = {
        arm: title,
        ...{ seed, status, epochs },
        'training error %': percent(final?.clean?.error),
        'test error %': percent(final?.test?.error),
        'images/s': Math.round(imagesPerSecond),
      };
      say({ table: 'Runs', row });
    },
  });
  const left = runs.filter(({ end }) => end?.type !== 'ended' || end.result.status === 'interrupted').length;
  if (left > 0) say({ fact: ['runs that are left: the same command goes on with them', left] });
  if (left < runs.length) {
    const { markdown } = await writeReport(out);
    say({ fact: ['report', markdown] });
  }
});

/** The engine that was faster in float32 for the network that is trained, if that was measured. */
function fasterEngine(out: string): 'compiled' | 'xla' {
  const { stages } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
  const rate = (engine: string) =>
    stages.speed?.tables['NIN in training']?.find(
      (row) => row.precision === 'float32' && row.what === `Rectified, ${engine}`,
    )?.['images/s'] ?? 0;
  return rate('xla') > rate('compiled') ? 'xla' : 'compiled';
}

/** Requests saving and stopping when the stage is asked to, or some seconds before that. */
function stopBefore(limit: number): AbortSignal {
  const stop = new AbortController();
  process.on('SIGINT', () => stop.abort());
  setTimeout(() => stop.abort(), Math.max(1, limit * 0.97 - 5) * 1000).unref();
  return stop.signal;
}

/** Trains two epochs of one arm, and returns how many epochs the time allows. */
async function decide(
  recipe: Recipe,
  { out, size, limit }: StageOrder,
  { signal, begun }: { signal: AbortSignal; begun: number },
): Promise<TrainingPlan> {
  const { arms, mostEpochs, mostSeeds } = sizes[size].training;
  const folder = join(out, 'trial');
  rmSync(folder, { recursive: true, force: true });
  const { config } = await mergeConfig(recipe, {
    activation: arms.at(-1),
    epochs: 2,
    optimizer: { rate: 0.01 },
  });
  const ends = [performance.now()];
  await runExperiment(config, {
    ...{ folder, signal },
    onEvent: (event) => event.type === 'epoch' && ends.push(performance.now()),
  });
  rmSync(folder, { recursive: true, force: true });
  const [start, first, second] = ends as [number, number, number];
  const secondsPerEpoch = (second - first) / 1000;
  const secondsToStart = Math.max(0, (first - start) / 1000 - secondsPerEpoch);
  const left = share * (limit - (performance.now() - begun) / 1000);
  const ofRun = left / arms.length - secondsToStart;
  const epochs = Math.max(1, Math.min(mostEpochs, Math.floor(ofRun / secondsPerEpoch)));
  const seeds = Math.floor(left / arms.length / (secondsToStart + epochs * secondsPerEpoch));
  return {
    epochs,
    seeds: Array.from({ length: Math.max(1, Math.min(mostSeeds, seeds)) }, (_, index) => index + 1),
    engine: recipe.engine as TrainingPlan['engine'],
    ...{ secondsPerEpoch, secondsToStart },
  };
}

/** The recipe for a different number of epochs; the rate falls after the same shares of them. */
function scheduledFor({ epochs: before, optimizer }: Recipe, epochs: number): Recipe {
  const rate = optimizer!.rate as { readonly start: number; readonly afterEpochs: Record<string, number> };
  const moved = Object.entries(rate.afterEpochs).map(([epoch, factor]) => [
    Math.max(1, Math.round((Number(epoch) * epochs) / before!)),
    factor,
  ]);
  return { epochs, optimizer: { rate: { ...rate, afterEpochs: Object.fromEntries(moved) } } };
}

/** For a rehearsal. */
function imagesOfNoise(out: string): string {
  const data = join(out, 'noise');
  mkdirSync(data, { recursive: true });
  randomCifar(data, 50);
  return data;
}
