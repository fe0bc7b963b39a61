import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '@rectified/run-folder';
import { sealedJson } from '@rectified/system';
import { smallCifar } from '@rectified/testing/files';
import { expect, it } from 'vitest';
import { evaluateRun, mergeConfig, openData, type Recipe, readRecipe, runExperiment } from '../src/index.js';
import { smallRuns, weights } from './small-runs.js';

const { inside, small } = smallRuns({
  activation: 'rrelu',
  epochs: 2,
  evaluateTrain: true,
});

it('trains, records what it did, and keeps a run that has ended', async () => {
  const config = await small();
  const folder = inside('kept');
  const types: string[] = [];
  const { result, backend, kept } = await runExperiment(config, {
    folder,
    onEvent: ({ type }) => types.push(type),
  });
  expect(result).toMatchObject({ status: 'finished', epochs: 2, steps: 10 });
  expect(result.final?.clean?.error).toBeLessThanOrEqual(1);
  expect(kept).toBe(false);
  expect(types.filter((type) => type !== 'evaluate')).toEqual([
    'start',
    ...new Array(5).fill('step'),
    'epoch',
    ...new Array(5).fill('step'),
    'epoch',
  ]);
  const written = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  expect(written.backend).toEqual(backend);
  expect((await mergeConfig(await readRecipe(join(folder, 'run.json')))).config).toEqual(config);

  const before = weights(folder);
  expect(await runExperiment(config, { folder })).toEqual({ result, backend, kept: true });
  expect(weights(folder)).toEqual(before);
});

it('chooses settings by training images alone', async () => {
  const folder = inside('validation');
  const sizes: object[] = [];
  const config = await small({ validation: 7, evaluateTrain: false });
  await runExperiment(config, {
    folder,
    onEvent: (event) => event.type === 'start' && sizes.push([event.images, event.measured]),
  });
  const { train, test } = await openData(config);
  const all = (await openData({ ...config, validation: undefined })).train;
  expect(sizes).toEqual([[all.size - 7, 7]]);
  const from = all.size - 7;
  expect(test.get(0)).toEqual(all.get(from));
  expect(test.get(6)).toEqual(all.get(all.size - 1));
  expect(train.get(train.size - 1)).toEqual(all.get(from - 1));
  // Limits are of what is left.
  const limited = await openData({ ...config, limit: 20, testLimit: 3 });
  expect([limited.train.size, limited.test.size]).toEqual([20, 3]);
  await expect(openData({ ...config, validation: all.size })).rejects.toThrow(
    /validation: expected fewer than the 50 images/,
  );
  expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).config.validation).toBe(7);
});

it('adds no epochs to a run whose rate depended on how many there are', async () => {
  const folder = inside('linear');
  const optimizer = { rate: { start: 0.01, decay: 'linear', warmup: { ratio: 0.2 } } } as const;
  await runExperiment(await small({ optimizer, epochs: 1 }), { folder });
  await expect(runExperiment(await small({ optimizer, epochs: 2 }), { folder })).rejects.toThrow(
    /another experiment: expected epochs 1, got epochs 2.*with more epochs the learning rate would have been different from the start/,
  );
  const { records } = await readRun(folder);
  expect(records.at(-1)).toMatchObject({ type: 'epoch', rate: expect.closeTo(0.01 / 4, 10) });
});

it('measures after every so many epochs, which may be others when it goes on', async () => {
  const folder = inside('every');
  const config = await small({ epochs: 3, evaluateEvery: 2 });
  await runExperiment(config, { folder });
  const tested = (await readRun(folder)).records.filter((one) => one.type === 'epoch' && one.test);
  expect(tested.map(({ epoch }) => epoch)).toEqual([2, 3]);
  expect((await runExperiment({ ...config, evaluateEvery: 1 }, { folder })).kept).toBe(true);
});

it('resumes an interrupted run to the same weights as one never stopped', async () => {
  const config = await small();
  const whole = inside('whole');
  const stopped = inside('stopped');
  await runExperiment(config, { folder: whole });
  const stop = new AbortController();
  const first = await runExperiment(config, {
    folder: stopped,
    signal: stop.signal,
    onEvent: (event) => event.type === 'step' && event.step === 7 && stop.abort(),
  });
  expect(first.result).toMatchObject({ status: 'interrupted', steps: 7, epochs: 1 });
  const second = await runExperiment(config, { folder: stopped });
  expect(second.result).toMatchObject({ status: 'finished', steps: 10 });
  expect(weights(stopped)).toEqual(weights(whole));
});

it('refuses a folder with another experiment and shows the difference, but takes the same data elsewhere', async () => {
  const folder = inside('other');
  await runExperiment(await small({ epochs: 1 }), { folder });
  await expect(
    runExperiment(await small({ epochs: 1, seed: 2, limit: 20 }), { folder }),
  ).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/another experiment: expected .*seed 1.*, got .*seed 2.*/),
  });
  const moved = await small({ epochs: 1, data: smallCifar(inside('moved')) });
  expect(await runExperiment(moved, { folder })).toMatchObject({ kept: true });
});

it('trains on views that other threads make, and evaluates on the central one', async () => {
  const augment: Recipe['augment'] = [
    { step: 'crop', size: 24 },
    { step: 'subtract-mean' },
    { step: 'mirror' },
  ];
  const config = await small({ augment, input: { shift: 0, scale: 1 / 64 } });
  const whole = inside('views');
  const { result } = await runExperiment(config, { folder: whole });
  const model = readFileSync(join(whole, 'checkpoint', 'model.json'), 'utf8');
  expect(model).toContain('[null,24,24,3]');
  const { loss, error } = await evaluateRun(whole);
  expect({ loss, error }).toEqual(result.final!.test);

  const folder = inside('views-resumed');
  const stop = new AbortController();
  await runExperiment(config, {
    folder,
    signal: stop.signal,
    onEvent: (event) => event.type === 'step' && event.step === 3 && stop.abort(),
  });
  await runExperiment(config, { folder });
  expect(weights(folder)).toEqual(weights(whole));

  await expect(small({ augment: 'model11' })).rejects.toThrow(/"model11".*model1/);
});

it('does not go on with another backend, or with other kernels', async () => {
  const config = await small({ epochs: 1 });
  const folder = inside('backend');
  await runExperiment(config, { folder, signal: AbortSignal.abort() });
  const file = join(folder, 'run.json');
  const description = JSON.parse(readFileSync(file, 'utf8'));
  const { backend } = description;
  const others = {
    'backend abacus': { backend: { ...backend, name: 'abacus' } },
    'kernels wooden': { backend: { ...backend, kernels: 'wooden' } },
    'kernels hash 1234': { backend: { ...backend, kernelsHash: '1234' } },
    '@rectified/trainer 9.9.9': { versions: { ...description.versions, '@rectified/trainer': '9.9.9' } },
    '@rectified/trainer 0.0.0 \\(00000000\\)': {
      hashes: { ...description.hashes, '@rectified/trainer': '0'.repeat(64) },
    },
    'node 1.2.3': { versions: { ...description.versions, node: '1.2.3' } },
  };
  for (const [what, other] of Object.entries(others)) {
    writeFileSync(file, sealedJson({ ...description, ...other }));
    await expect(runExperiment(config, { folder })).rejects.toThrow(
      new RegExp(`started with different software.*expected .*${what}.*, got `),
    );
  }
  // The operating system's own version decides nothing, and older runs have no hashes.
  const { hashes: _, ...older } = description;
  writeFileSync(file, sealedJson({ ...older, versions: { ...description.versions, system: 'CP/M' } }));
  expect((await runExperiment(config, { folder })).result.status).toBe('finished');
});

it('takes a run that diverges as a result', async () => {
  const config = await small({ optimizer: { rate: 1e9 } });
  const { result } = await runExperiment(config, { folder: inside('diverged') });
  expect(result).toMatchObject({ status: 'diverged', message: expect.stringMatching(/diverged/) });
  expect(await runExperiment(config, { folder: inside('diverged') })).toMatchObject({ kept: true });
});

it('trains on the first images and tests on proportionally fewer, unless told how many', async () => {
  const images: number[] = [];
  const onEvent = (event: { type: string; of?: number }) =>
    event.type === 'evaluate' && images.push(event.of!);
  const common = { limit: 20, epochs: 1, evaluateTrain: false };
  const first = await runExperiment(await small(common), { folder: inside('limit'), onEvent });
  expect(first.result.final?.images).toBe(20);
  await runExperiment(await small({ ...common, testLimit: 7 }), { folder: inside('test-limit'), onEvent });
  expect(images).toEqual([4, 7]);
  await expect(runExperiment(await small({ limit: 51 }), { folder: inside('too-many') })).rejects.toThrow(
    /limit: expected at most the 50 images of .*got 51/,
  );
});

it('evaluateRun measures what the run measured at its end', async () => {
  const folder = inside('evaluated');
  const { result } = await runExperiment(await small({ activation: 'prelu' }), { folder });
  const evaluation = await evaluateRun(folder);
  expect(evaluation).toMatchObject({
    images: 10,
    error: result.final?.test?.error,
    backend: { name: result && expect.any(String) },
  });
  expect(evaluation.loss).toBeCloseTo(result.final!.test!.loss, 5);
  expect(evaluation.interval.low).toBeLessThan(evaluation.error);
  expect((await evaluateRun(folder, { limit: 5 })).images).toBe(5);
  await expect(evaluateRun(folder, { limit: 11 })).rejects.toThrow(/at most the 10 test images/);
  await expect(evaluateRun(inside('none'))).rejects.toThrow(/no such folder/);
});

it('takes an activation from a file', async () => {
  const folder = inside('mine');
  const activation = join(import.meta.dirname, 'fixtures', 'my-relu.ts');
  const { result } = await runExperiment(await small({ activation, epochs: 1 }), { folder });
  expect(result.status).toBe('finished');
  expect((await evaluateRun(folder)).images).toBe(10);
});

it('cannot write into a file', async () => {
  const file = inside('a-file');
  writeFileSync(file, '');
  await expect(runExperiment(await small(), { folder: join(file, 'run') })).rejects.toMatchObject({
    exitCode: 2,
  });
});

it('notices that another process has begun the run since it looked', async () => {
  const [folder, other] = [inside('raced'), inside('other')];
  const config = await small({ engine: 'auto', epochs: 1 });
  await runExperiment(config, { folder: other });
  mkdirSync(folder);
  const description = join(folder, 'run.json');
  // Only a choice of the engine is noted, shortly before the run is begun.
  const meanwhile = (change: () => void) =>
    runExperiment(config, { folder, onEvent: (event) => event.type === 'note' && change() });
  const begin = () => cpSync(join(other, 'run.json'), description);
  await expect(meanwhile(begin)).rejects.toThrow(/another process has just begun this run/);
  expect(existsSync(description)).toBe(true);
  rmSync(description);
  await meanwhile(() => {});
  expect((await readRun(folder)).status).toBe('finished');
});
