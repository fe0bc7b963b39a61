import { setTimeout } from 'node:timers/promises';
import type { Process } from './contestant-process.ts';
import type { Case, Finished, LayerTime, Timed } from './protocol.ts';
import type { CaseResult, Measured, Missing } from './results.ts';

interface RunOptions {
  readonly steps: number;
  /** Functions that start the contestants, by name. */
  readonly start: Readonly<Record<string, () => Promise<Process>>>;
  /** Whether contestants that can should time layer by layer. */
  readonly layers: boolean;
}

/** A contestant and its times so far. */
interface Running extends Process {
  readonly wall: number[];
  readonly processor: number[];
}

/** Pause between two steps in milliseconds: OpenMP threads spin for a while after their work. */
const rest = 50;
/** Time limit of a contestant in milliseconds; it always takes at least 3 steps. */
const enough = 6000;
/** Duration of the warm-up in milliseconds: JavaScript is compiled gradually while it runs. */
const warmUp = 1500;

/**
 * Measures one case: starts all contestants, lets them warm up (first one step at the same time, in which PyTorch compiles, then
 * several alone), and then has them take turns, one step each, so that other load on the machine affects all of them; every
 * second round is in reverse order. A contestant that fails is left out, with the reason.
 */
export async function runCase(what: Case, { steps, start, layers }: RunOptions): Promise<CaseResult> {
  const missing: Missing[] = [];
  let running: Running[] = [];
  const attempt = async (one: Running, call: (one: Running) => Promise<unknown>) => {
    try {
      await call(one);
    } catch (error) {
      missing.push({ name: one.name, reason: (error as Error).message });
      running = running.filter((other) => other !== one);
      await one.end();
    }
  };
  const each = async (all: readonly Running[], call: (one: Running) => Promise<unknown>) => {
    for (const one of all) await attempt(one, call);
  };
  try {
    await Promise.all(
      Object.entries(start).map(async ([name, begin]) => {
        try {
          running.push({ ...(await begin()), wall: [], processor: [] });
        } catch (error) {
          missing.push({ name, reason: (error as Error).message });
        }
      }),
    );
    const order = Object.keys(start);
    running.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
    const { parameters, macs } = agreed(running);

    await Promise.all(running.map((one) => attempt(one, () => one.ask<Timed>('step'))));
    await each(running, async (one) => {
      const start = performance.now();
      do await one.ask<Timed>('step');
      while (performance.now() - start < warmUp);
      await one.ask('settle');
    });
    for (let round = 0; round < steps; round++)
      await each(round % 2 === 0 ? running : running.toReversed(), async (one) => {
        if (one.wall.length >= 3 && sum(one.wall) > enough) return;
        await setTimeout(rest);
        const { wall, processor, loss } = await one.ask<Timed>('step');
        if (loss !== undefined && !Number.isFinite(loss)) throw new Error(`the loss is ${loss}`);
        one.wall.push(wall);
        one.processor.push(processor);
      });

    const measured: Measured[] = [];
    await each(running, async (one) => {
      const finished = await one.ask<Finished>('finish');
      const timed =
        layers && finished.savedBytes !== undefined
          ? await one.ask<{ layers: LayerTime[] }>('layers')
          : undefined;
      const { name, wall, processor, facts } = one;
      measured.push({ name, wall, processor, idleBytes: facts.idleBytes, ...finished, ...timed });
    });
    return { ...what, parameters, macs, measured, missing };
  } finally {
    await Promise.all(running.map((one) => one.end()));
  }
}

/** The size of the network, which must be the same for all contestants. */
function agreed(running: readonly Process[]): { parameters: number; macs: number } {
  const [first, ...others] = running;
  if (first === undefined) return { parameters: 0, macs: 0 };
  const { parameters, macs } = first.facts;
  for (const { name, facts } of others)
    if (facts.parameters !== parameters || facts.macs !== macs)
      throw new Error(
        `not the same network: ${first.name} has ${parameters} parameters and ${macs} MACs, ${name} has ${facts.parameters} and ${facts.macs}`,
      );
  return { parameters, macs };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
