import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  type CompareOptions,
  type Comparison,
  compare,
  mergeConfig,
  type Recipe,
  type RunEnd,
} from '../src/index.js';
import { smallCifar } from './small-cifar.js';

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name);
const require = createRequire(import.meta.url);
/** Lets child processes run TypeScript. */
const tsx = pathToFileURL(require.resolve('tsx')).href;
let directory: string;
let data: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'compare-'));
  data = smallCifar(join(directory, 'cifar'));
  // The children run the sources, too.
  vi.stubEnv('NODE_OPTIONS', `--conditions=@rectified/source --import ${tsx}`);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

type Options = Partial<Omit<CompareOptions, 'config'>> & { name: string; values?: Recipe };

async function small({ name, values = {}, ...options }: Options): Promise<Comparison> {
  const { config } = await mergeConfig(
    { data, width: 0.05, batch: 10, epochs: 1, evaluateTrain: false },
    values,
  );
  return compare({ config, activations: ['relu'], seeds: [1], out: join(directory, name), ...options });
}

/** By activation and seed: how each run ended. */
function ends({ runs }: Comparison): Record<string, string> {
  return Object.fromEntries(
    runs.map(({ activation, seed, end }) => [
      `${activation.split('/').at(-1)} ${seed}`,
      end?.type !== 'ended' ? (end?.type ?? 'waiting') : end.kept ? 'kept' : end.result.status,
    ]),
  );
}

it('pairs the runs of a seed, goes on after a crash, keeps what has ended, and adds what is asked for later', async () => {
  const mine = fixture('my-relu.ts');
  const crash = fixture('crash.ts');
  const first = await small({ name: 'all', activations: ['relu', crash, mine], jobs: 2 });
  expect(ends(first)).toEqual({ 'relu 1': 'finished', 'crash.ts 1': 'crashed', 'my-relu.ts 1': 'finished' });
  const [relu, crashed, myRelu] = first.runs.map(({ end }) => end);
  expect(crashed).toMatchObject({ message: expect.stringMatching(/exit code 7[\s\S]*out of luck/) });
  // The same function under another name: the same weights, order and dropout, so the same numbers.
  const running = (end: RunEnd | undefined) => end?.type === 'ended' && end.result.final?.running;
  expect(running(relu)).toEqual(running(myRelu));

  const second = await small({ name: 'all', activations: ['relu', 'leaky-relu:5.5'], seeds: [1, 2] });
  expect(ends(second)).toEqual({
    'relu 1': 'kept',
    'relu 2': 'finished',
    'leaky-relu:5.5 1': 'finished',
    'leaky-relu:5.5 2': 'finished',
  });
  expect(existsSync(join(directory, 'all', 'leaky-relu-5.5', 'seed-2', 'result.json'))).toBe(true);
  const recorded = JSON.parse(readFileSync(join(directory, 'all', 'compare.json'), 'utf8'));
  expect(recorded).toMatchObject({ format: 1, config: { width: 0.05 }, seeds: [1, 2] });
  expect(recorded.arms.map(({ title }: { title: string }) => title)).toEqual(
    expect.arrayContaining(['ReLU', 'My ReLU']),
  );

  await expect(small({ name: 'all', values: { batch: 25 } })).rejects.toThrow(
    /another experiment: expected batch 10, got batch 25/,
  );
});

it('stops and saves when asked, and goes on when called again', async () => {
  const stop = new AbortController();
  const options: Options = { name: 'stopped', seeds: [1, 2], values: { epochs: 200, limit: 10 } };
  const first = await small({
    ...options,
    signal: stop.signal,
    onEvent: (_, event) => event.type === 'step' && event.step === 2 && stop.abort(),
  });
  expect(ends(first)).toEqual({ 'relu 1': 'interrupted', 'relu 2': 'waiting' });

  const again = new AbortController();
  let from = 0;
  await small({
    ...options,
    signal: again.signal,
    onEvent: (_, event) => {
      if (event.type !== 'step') return;
      from ||= event.step;
      again.abort();
    },
  });
  expect(from).toBeGreaterThan(2);
});

it('wrong input ends the comparison', async () => {
  await expect(small({ name: 'x', activations: ['relu', 'rrelo'] })).rejects.toThrow(/"rrelo".*"rrelu"/);
  await expect(small({ name: 'x', values: { data: join(directory, 'none') } })).rejects.toMatchObject({
    exitCode: 2,
  });
  await expect(small({ name: 'x', activations: ['./a/b.ts', './a-b.ts'] })).rejects.toThrow(/no such file/);
  // Found by the child, which is where backends are loaded.
  await expect(small({ name: 'x', values: { backend: 'tfjs-node-gpu' } })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/tfjs-node-gpu/),
  });
});
