import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readRun } from '@rectified/run-folder';
import { afterEach, expect, it, vi } from 'vitest';
import {
  type ExperimentConfig,
  evaluateRun,
  loadActivation,
  predictRun,
  type RunEvent,
  runExperiment,
} from '../src/index.js';
import { smallRuns, weights } from './small-runs.js';

const { data, inside, small } = smallRuns({
  activation: 'relu',
  epochs: 1,
  evaluateTrain: false,
});
afterEach(() => vi.restoreAllMocks());

/** Runs until after the step. */
async function stopAfter(step: number, config: ExperimentConfig, folder: string) {
  const stop = new AbortController();
  const onEvent = (event: RunEvent) => event.type === 'step' && event.step === step && stop.abort();
  return runExperiment(config, { folder, signal: stop.signal, onEvent });
}

/** Another image in a copy of the data, with the same labels and as many as before. */
function otherImages(name: string, file: string): string {
  const copy = inside(name);
  cpSync(data, copy, { recursive: true });
  const path = join(copy, file);
  const bytes = readFileSync(path);
  bytes[1000]! ^= 1;
  writeFileSync(path, bytes);
  return copy;
}

/** An activation in a file of its own that multiplies by a factor in another file. */
function mine(name: string): { folder: string; activation: string; change(factor: number): void } {
  const folder = inside(name);
  mkdirSync(folder);
  const className = `Test${name.replaceAll('-', '')}`;
  const require = (module: string) => JSON.stringify(import.meta.resolve(module));
  writeFileSync(
    join(folder, 'mine.ts'),
    `import { factor } from './factor.js';
     import { mul, serialization } from ${require('@tensorflow/tfjs-core')};
     import { layers } from ${require('@tensorflow/tfjs-layers')};
     class Mine extends layers.Layer {
       static className = '${className}';
       call(x: any) { return mul(Array.isArray(x) ? x[0] : x, factor); }
     }
     serialization.registerClass(Mine);
     export default { name: '${name}', title: 'Mine', paper: { title: 't', authors: ['a'], year: 2026 }, layer: Mine };`,
  );
  const change = (factor: number) =>
    writeFileSync(join(folder, 'factor.ts'), `export const factor: number = ${factor};`);
  change(1);
  return { folder, activation: join(folder, 'mine.ts'), change };
}

it('records what it was made of, with paths that mean the same everywhere', async () => {
  const { folder: home } = mine('recorded');
  vi.spyOn(process, 'cwd').mockReturnValue(home);
  const folder = inside('recorded-run');
  await runExperiment(await small({ activation: './mine.ts', data: '../cifar' }), { folder });
  const { description } = await readRun(folder);
  expect(description.config).toMatchObject({ activation: join(home, 'mine.ts'), data });
  expect(description.identity).toMatchObject({
    activation: {
      from: '../recorded/mine.ts',
      files: { 'mine.ts': expect.any(String), 'factor.ts': expect.any(String) },
    },
    train: { size: 50, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    test: { size: 10, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(description.versions).toMatchObject({
    '@rectified/trainer': expect.any(String),
    '@rectified/nin': expect.any(String),
    '@rectified/native': expect.any(String),
    '@rectified/relu': expect.any(String),
    'tfjs-layers': expect.any(String),
    node: process.versions.node,
  });
  expect(Object.keys(description.versions)).not.toContain('@rectified/bn-inception');
});

it('refuses to go on, and to be kept or used, with an activation that has changed', async () => {
  const { activation, change } = mine('changed');
  const config = await small({ activation });
  const [ended, stopped] = [inside('changed-ended'), inside('changed-stopped')];
  await runExperiment(config, { folder: ended });
  await stopAfter(2, config, stopped);
  const before = weights(stopped);
  change(-3);
  const refusal = {
    exitCode: 2,
    message: expect.stringMatching(/activation is not the one.*factor\.ts changed/),
  };
  for (const folder of [ended, stopped]) {
    await expect(evaluateRun(folder)).rejects.toMatchObject(refusal);
    await expect(predictRun(folder)).rejects.toMatchObject(refusal);
  }
  // In this process, which has loaded it as it was, it cannot be run as it is now.
  await expect(runExperiment(config, { folder: inside('changed-new') })).rejects.toThrow(
    /has changed since this process loaded it/,
  );
  await expect(runExperiment(config, { folder: stopped })).rejects.toMatchObject({ exitCode: 2 });
  expect(weights(stopped)).toEqual(before);
  change(1);
  expect((await runExperiment(config, { folder: stopped })).result.status).toBe('finished');
  expect(weights(stopped)).toEqual(weights(ended));
});

it('is not made with an activation that was edited after it was loaded, as while its images were being read', async () => {
  const { activation, change } = mine('edited-early');
  await loadActivation(activation);
  change(-3);
  await expect(
    runExperiment(await small({ activation }), { folder: inside('edited-early-run') }),
  ).rejects.toThrow(/has changed since this process loaded it/);
});

it('refuses to go on, and to be kept or used, with other images of the same number', async () => {
  const config = await small();
  const [ended, stopped] = [inside('images-ended'), inside('images-stopped')];
  await runExperiment(config, { folder: ended });
  await stopAfter(2, config, stopped);
  const others = {
    training: otherImages('other-train', 'data_batch_2.bin'),
    test: otherImages('other-test', 'test_batch.bin'),
  };
  for (const [part, other] of Object.entries(others))
    for (const folder of [ended, stopped])
      await expect(runExperiment({ ...config, data: other }, { folder })).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(
          new RegExp(
            `the ${part} images are not those of the run: expected \\d+ images of .* \\(\\w{8}\\), got`,
          ),
        ),
      });
  // The same images elsewhere are the same images.
  const copy = inside('same-images');
  cpSync(data, copy, { recursive: true });
  expect(await runExperiment({ ...config, data: copy }, { folder: ended })).toMatchObject({ kept: true });
});

it('is not evaluated on other images unless they are named, which is said', async () => {
  const home = inside('moved-images');
  cpSync(data, home, { recursive: true });
  const folder = inside('images-changed');
  await runExperiment(await small({ data: home }), { folder });
  const other = otherImages('other-test-2', 'test_batch.bin');
  const notes: string[] = [];
  const onEvent = (event: { type: string; text?: string }) =>
    event.type === 'note' && notes.push(event.text!);
  await evaluateRun(folder, { data, onEvent });
  expect(notes).toEqual([]);
  await evaluateRun(folder, { data: other, onEvent });
  await predictRun(folder, { data: other, onEvent });
  expect(notes).toHaveLength(2);
  for (const note of notes) expect(note).toMatch(/these are not the images of the run/);
  cpSync(join(other, 'test_batch.bin'), join(home, 'test_batch.bin'));
  await expect(evaluateRun(folder)).rejects.toThrow(/test images are not those of the run/);
  await expect(predictRun(folder)).rejects.toThrow(/test images are not those of the run/);
  await predictRun(folder, { split: 'train' }); // These have not changed.
});

it('goes on where nothing that decides has changed, and for more epochs', async () => {
  const folder = inside('undecided');
  const config = await small({ checkpointEvery: { steps: 3 } });
  await stopAfter(2, config, folder);
  const { backend, kernels } = (await readRun(folder)).description.backend as {
    backend?: never;
    kernels: 'native';
  };
  expect(backend).toBeUndefined();
  const now = await small({
    checkpointEvery: { seconds: 5 },
    evaluateTrain: true,
    evaluateEvery: 2,
    skipBad: true,
    kernels,
  });
  expect((await runExperiment(now, { folder })).result).toMatchObject({ status: 'finished', epochs: 1 });
  const more = await small({ epochs: 2 });
  expect((await runExperiment(more, { folder })).result).toMatchObject({ status: 'finished', epochs: 2 });
  expect(await runExperiment(more, { folder })).toMatchObject({ kept: true });
  await expect(runExperiment(now, { folder })).rejects.toThrow(/expected epochs 2, got epochs 1/);
  const whole = inside('undecided-whole');
  await runExperiment(more, { folder: whole });
  expect(weights(folder)).toEqual(weights(whole));
});

it('works when it was moved, with the activation beside it', async () => {
  const { folder: home, activation } = mine('moved');
  await runExperiment(await small({ activation }), { folder: join(home, 'runs', 'a') });
  const { error, loss } = await evaluateRun(join(home, 'runs', 'a'));
  renameSync(home, inside('moved-away'));
  const moved = inside('moved-away', 'runs', 'a');
  expect(await evaluateRun(moved)).toMatchObject({ error, loss });
  const config = await small({ activation: inside('moved-away', 'mine.ts') });
  expect(await runExperiment(config, { folder: moved })).toMatchObject({ kept: true });
});

it('that was damaged is refused, goes back, or begins anew with the old one kept', async () => {
  const config = await small({ epochs: 2 });
  const folder = inside('damaged');
  await runExperiment(config, { folder });
  const whole = weights(folder);
  const damage = () => writeFileSync(join(folder, 'checkpoint', 'weights.bin'), Buffer.alloc(whole.length));
  damage();
  const refusal = {
    exitCode: 2,
    message: expect.stringMatching(/weights\.bin: damaged.*--go-back.*--start-over/),
  };
  await expect(runExperiment(config, { folder })).rejects.toMatchObject(refusal);
  await expect(evaluateRun(folder)).rejects.toMatchObject(refusal);

  const notes: string[] = [];
  const onEvent = (event: RunEvent) => event.type === 'note' && notes.push(event.text);
  await runExperiment(config, { folder, repair: 'go-back', onEvent });
  expect(weights(folder)).toEqual(whole);
  expect(notes).toEqual([expect.stringMatching(/continues from the checkpoint before the last/)]);

  damage();
  rmSync(join(folder, 'checkpoint.previous'), { recursive: true });
  await expect(runExperiment(config, { folder, repair: 'go-back' })).rejects.toMatchObject({ exitCode: 2 });
  await runExperiment(config, { folder, repair: 'start-over', onEvent });
  expect(weights(folder)).toEqual(whole);
  expect(existsSync(join(`${folder}.before-1`, 'checkpoint.damaged'))).toBe(true);
  expect(notes[1]).toMatch(/damaged starts over; the existing files are kept as .*damaged\.before-1/);
});

it('whose checkpoint or records are gone is refused, not begun anew', async () => {
  const config = await small({ epochs: 2 });
  for (const name of ['checkpoint', 'metrics.jsonl', 'run.json']) {
    const folder = inside(`without-${name}`);
    await stopAfter(7, config, folder);
    rmSync(join(folder, name), { recursive: true });
    const before = readdirSync(folder, { recursive: true });
    await expect(runExperiment(config, { folder }), name).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`${join(folder, name)}: damaged: it is missing`),
    });
    expect(readdirSync(folder, { recursive: true }).filter((file) => !/claim/.test(String(file)))).toEqual(
      before.filter((file) => !/claim/.test(String(file))),
    );
  }
});

it('of which only run.json is left is refused, not begun anew', async () => {
  const config = await small({ epochs: 2 });
  const folder = inside('only-run-json');
  await stopAfter(7, config, folder);
  for (const name of readdirSync(folder))
    if (name !== 'run.json') rmSync(join(folder, name), { recursive: true });
  await expect(runExperiment(config, { folder })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/checkpoint: damaged: it is missing.*--start-over/),
  });
  await runExperiment(config, { folder, repair: 'start-over' });
  expect((await readRun(folder)).status).toBe('finished');
});

it('of format 1 that recorded too little to be evaluated says so', async () => {
  const example = join(import.meta.dirname, '../../report/example/relu/seed-1');
  for (const using of [evaluateRun, predictRun])
    await expect(using(example)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/run\.json: .*The run has format 1.*report` can still read it/),
    });
});

it('takes no part of another run, be it all of them together', async () => {
  const [folder, other] = [inside('mixed'), inside('others')];
  await runExperiment(await small({ seed: 1 }), { folder });
  await runExperiment(await small({ seed: 2 }), { folder: other });
  for (const name of ['checkpoint', 'checkpoint.previous', 'metrics.jsonl', 'result.json']) {
    rmSync(join(folder, name), { recursive: true });
    cpSync(join(other, name), join(folder, name), { recursive: true });
  }
  const { id } = JSON.parse(readFileSync(join(other, 'run.json'), 'utf8'));
  const refusal = { exitCode: 2, message: expect.stringContaining(`belongs to run ${id}`) };
  await expect(runExperiment(await small({ seed: 1 }), { folder })).rejects.toMatchObject(refusal);
  await expect(evaluateRun(folder)).rejects.toMatchObject(refusal);
  await expect(predictRun(folder)).rejects.toMatchObject(refusal);
});

it('of a version that recorded less is evaluated with a note, and not gone on with', async () => {
  const config = await small();
  const folder = inside('old');
  await stopAfter(3, config, folder);
  // As format 1 had it.
  const {
    identity: _,
    sha256: __,
    id: ___,
    begun: ____,
    ...description
  } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...description, format: 1 }));
  const [, ...lines] = readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
    .replaceAll(/,"sha256":"\w+"/g, '')
    .split('\n');
  writeFileSync(join(folder, 'metrics.jsonl'), lines.join('\n'));
  for (const name of ['checkpoint/seal.json', 'checkpoint/metrics.json', 'result.json'])
    rmSync(join(folder, name));
  const notes: string[] = [];
  const onEvent = (event: { type: string; text?: string }) =>
    event.type === 'note' && notes.push(event.text!);
  await evaluateRun(folder, { onEvent });
  expect(notes).toEqual([expect.stringMatching(/did not record what it was made of/)]);
  await expect(runExperiment(config, { folder })).rejects.toThrow(/did not record what it was made of/);
});
