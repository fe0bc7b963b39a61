import { performance } from 'node:perf_hooks';
import type { Timed } from '../protocol.ts';

/** Measures the time of a function. */
export async function timed(compute: () => Promise<unknown>): Promise<Timed> {
  const used = process.cpuUsage();
  const start = performance.now();
  await compute();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  return { wall, processor: (user + system) / 1000 };
}
