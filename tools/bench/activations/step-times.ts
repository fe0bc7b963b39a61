import { nin } from '@rectified/nin';
import { randomBatch } from '../ours/random-batch.ts';
import { trainSteps } from '../ours/train-steps.ts';
import type { Timed } from '../protocol.ts';
import { type Arm, arms } from './arms.ts';

export interface StepOptions {
  readonly rounds: number;
  readonly batch: number;
  /** Relative width of the network's layers. */
  readonly width: number;
  readonly say: (line: string) => void;
}

/** Steps of an arm, each with the step of ReLU in the same pair. */
export interface StepTimes {
  readonly arm: readonly Timed[];
  readonly relu: readonly Timed[];
}

const shape = [32, 32, 3] as const;
const classes = 10;

/**
 * Measures training steps of Network in Network on the current backend, in pairs of a step with ReLU and one with another arm, in
 * alternating order, so that other load on the machine affects both. Pairs of ReLU with itself show how much two equal networks
 * differ on this machine.
 */
export async function stepTimes(options: StepOptions): Promise<Record<string, StepTimes>> {
  const { rounds, batch, width, say } = options;
  const images = randomBatch(batch, shape, classes);
  const start = async ({ layer }: Arm) => {
    const step = trainSteps(nin({ classes, activation: layer, seed: 1, width }), images, classes);
    // The first step compiles missing functions, the second allocates memory.
    await step();
    await step();
    return step;
  };
  const relu = await start(arms[0]!);
  const others = [];
  for (const arm of arms) others.push({ name: arm.name, step: await start(arm), pairs: [] as Pair[] });
  for (let round = 0; round < rounds; round++) {
    for (const { step, pairs } of others) pairs.push(await pairOf(relu, step, round % 2 === 1));
    say(`round ${round + 1} of ${rounds}`);
  }
  return Object.fromEntries(
    others.map(({ name, pairs }) => [
      name,
      { arm: pairs.map(([, arm]) => arm), relu: pairs.map(([relu]) => relu) },
    ]),
  );
}

type Pair = readonly [relu: Timed, arm: Timed];

async function pairOf(
  relu: () => Promise<Timed>,
  arm: () => Promise<Timed>,
  armFirst: boolean,
): Promise<Pair> {
  if (!armFirst) return [await relu(), await arm()];
  const second = await arm();
  return [await relu(), second];
}
