import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBackends } from '@rectified/backend';
import type { RunDescription } from '@rectified/run-folder';
import { createRun, readRun } from '@rectified/run-folder';
import { describe, expect, it } from 'vitest';
import { engineOfRun } from '../src/engine-of-run.js';
import { fasterEngine } from '../src/faster-engine.js';
import { compare, mergeConfig, type Recipe, runExperiment } from '../src/index.js';
import { runSourcesInChildren, smallRuns, weights } from './small-runs.js';

const { inside, small } = smallRuns({ activation: 'rrelu', epochs: 2 });
const tensorFlow = (await loadBackends()).includes('tensorflow');

/** Trains into a folder; returns what it noted. */
async function noted(values: Recipe, folder: string, stopAt?: number): Promise<string[]> {
  const notes: string[] = [];
  const stop = new AbortController();
  await runExperiment(await small(values), {
    folder,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type === 'note') notes.push(event.text);
      if (event.type === 'step' && event.step === stopAt) stop.abort();
    },
  });
  return notes;
}

const engineIn = (folder: string) =>
  (JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunDescription).backend.engine;

describe.skipIf(!tensorFlow)('a run on tfjs-node', () => {
  it('says in run.json which engine it has, and keeps it when it goes on, unless another is asked for', async () => {
    const [folder, whole] = [inside('stopped'), inside('whole')];
    await noted({ engine: 'compiled' }, folder, 4);
    expect(engineIn(folder)).toBe('compiled');
    expect((await readRun(folder)).status).toBe('interrupted');
    for (const engine of ['eager', 'xla'] as const)
      await expect(noted({ engine }, folder)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(
          new RegExp(`${folder}: it was started with another engine.*expected compiled, got ${engine}`),
        ),
      });
    await noted({}, folder); // Nobody has said which.
    expect((await readRun(folder)).status).toBe('finished');
    await noted({ engine: 'compiled' }, whole);
    expect(weights(folder)).toEqual(weights(whole));
    // Not even one that has ended, which would be kept as if it had been made so.
    for (const [values, got] of [
      [{ engine: 'eager' }, 'expected compiled, got eager'],
      [{ kernels: 'plain' }, 'expected native, got plain'],
      [{ backend: 'wasm' }, 'expected tfjs-node, got wasm'],
      [{ precision: 'bf16' }, 'expected precision "float32", got precision "bf16"'],
    ] as const)
      await expect(noted(values, whole)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining(got),
      });
  });

  it('auto says in one line what it takes and why, and what it took holds', async () => {
    const folder = inside('auto');
    expect(await noted({ engine: 'auto' }, folder, 4)).toEqual([
      expect.stringMatching(/^engine: eager, because 10 steps do not recover/),
    ]);
    expect(engineIn(folder)).toBe('eager');
    // Now it would be another.
    expect(await noted({ engine: 'auto', epochs: 100 }, folder, 12)).toEqual([]);
    expect(engineIn(folder)).toBe('eager');
  });

  it('a network that one engine refuses can be trained by another in the same folder', async () => {
    const folder = inside('refused');
    const architecture = inside('peeking.ts');
    writeFileSync(
      architecture,
      `import { serialization } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-layers';
class Peeking extends tf.layers.Layer {
  static className = 'TestPeekingLayer';
  call([x]) { return x.dataSync()[0] > 1e9 ? x.neg() : x.clone(); }
}
serialization.registerClass(Peeking);
export default {
  name: 'peeking', title: 'Peeking',
  options: { width: { check: { expected: 'any', fits: () => true }, default: 1, help: 'has no effect' } },
  paper: { title: 'Peeking', authors: ['Doe'], year: 2026 },
  published: { dataset: 'cifar10', classes: 10, shape: [32, 32, 3] },
  build: ({ classes, activation, shape }) => tf.sequential({ layers: [
    tf.layers.flatten({ name: 'flat', inputShape: [...shape] }),
    new Peeking({ name: 'peek' }),
    Object.assign(activation(), { name: 'act' }),
    tf.layers.dense({ name: 'fc', units: classes, kernelInitializer: tf.initializers.heNormal({ seed: 1 }) }),
  ] }),
};`,
    );
    const peeking: Recipe = { architecture, augment: [{ step: 'subtract-mean' }] };
    const isRefused = () =>
      expect(noted({ ...peeking, engine: 'compiled' }, folder)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(/the network cannot be compiled.*reads a tensor/s),
      });
    await isRefused();
    // Nor the mean of its images, which may be others the next time.
    expect(readdirSync(folder).filter((name) => !name.startsWith('claim.'))).toEqual([]);
    await noted({ ...peeking, engine: 'eager' }, folder);
    const { status, description } = await readRun(folder);
    expect(status).toBe('finished');

    // As if a process had been killed before the network was refused.
    rmSync(folder, { recursive: true });
    const { config, backend } = description;
    await createRun(folder, {
      ...description,
      config: { ...config, engine: 'compiled' },
      backend: { ...backend, engine: 'compiled' },
    });
    await isRefused();
    expect(existsSync(join(folder, 'run.json'))).toBe(false);
  });

  it('refuses XLA for native kernels before anything is written', async () => {
    const folder = inside('xla');
    await expect(noted({ engine: 'xla', kernels: 'native' }, folder)).rejects.toThrow(/--kernels plain/);
    expect(existsSync(join(folder, 'run.json'))).toBe(false);
  });

  it('a comparison whose first run is refused can be started again with another engine, and one with runs keeps its own', async () => {
    runSourcesInChildren();
    const out = inside('refused comparison');
    const begin = async (values: Recipe) =>
      compare({ config: await small({ epochs: 1, ...values }), activations: ['relu'], seeds: [1], out });
    await expect(begin({ engine: 'xla', kernels: 'native' })).rejects.toThrow(/--kernels plain/);
    await begin({ engine: 'eager', kernels: 'native' });
    expect(engineIn(join(out, 'relu', 'seed-1'))).toBe('eager');
    await expect(begin({ engine: 'compiled' })).rejects.toThrow(/started with another engine/);
    expect(existsSync(join(out, 'compare.json'))).toBe(true);
  });
});

it('is eager where nobody says otherwise', async () => {
  const folder = inside('default');
  await noted({ backend: 'cpu', width: 0.01, limit: 10, epochs: 1 }, folder);
  expect(engineIn(folder)).toBe('eager');
});

it.each(['compiled', 'xla'] as const)(
  'refuses %s on WebAssembly before anything is written',
  async (engine) => {
    const folder = inside('wasm');
    await expect(noted({ engine, backend: 'wasm' }, folder)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        new RegExp(`"${engine}".*expected the backend tfjs-node.*got wasm.*auto`),
      ),
    });
    expect(existsSync(join(folder, 'run.json'))).toBe(false);
  },
);

it('says why tfjs-node was not chosen, and how to get it, where an engine needs it', () => {
  const rejected = [
    { name: 'tfjs-node' as const, reason: 'its native part is missing: `install` builds it' },
  ];
  const backend = { name: 'wasm', kernels: 'plain', rejected } as const;
  expect(() =>
    engineOfRun({ engine: 'compiled', precision: 'float32' }, { backend, steps: 1, own: true }),
  ).toThrow(
    'got wasm. tfjs-node cannot be used: its native part is missing: `install` builds it. Or use `--engine auto`',
  );
});

it('refuses an engine that there is not', async () => {
  await expect(mergeConfig({ engine: 'fast' as 'auto' })).rejects.toThrow(
    /unknown engine "fast": expected auto, eager, compiled, or xla/,
  );
});

it('takes the compiled engine where it has been measured to be the faster one', () => {
  const of = (name: 'tfjs-node' | 'tfjs-node-gpu' | 'wasm', steps: number, own = true) =>
    fasterEngine({ name }, { steps, own, precision: 'float32' }).engine;
  expect(of('tfjs-node', 300)).toBe('compiled');
  const { engine, why } = fasterEngine({ name: 'tfjs-node' }, { steps: 300, own: true, precision: 'bf16' });
  expect([engine, why]).toEqual(['eager', 'because it was measured in float32, not in bf16']);
  expect([
    of('tfjs-node', 299),
    of('tfjs-node', 300, false),
    of('tfjs-node-gpu', 300),
    of('wasm', 300),
  ]).toEqual(Array(4).fill('eager'));
});

it('knows the engine of runs that recorded only which one was asked for', () => {
  const of = (begun: object) =>
    engineOfRun(
      { precision: 'float32' },
      {
        ...{ backend: { name: 'tfjs-node', kernels: 'plain', rejected: [] }, steps: 1, own: true },
        begun: { config: {}, backend: { name: 'tfjs-node' }, ...begun } as RunDescription,
      },
    ).engine;
  expect(of({ config: { engine: 'compiled' } })).toBe('compiled');
  expect(of({})).toBe('eager');
});
