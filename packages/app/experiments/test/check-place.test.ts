import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { smallCifar } from '@rectified/testing/files';
import { expect, it } from 'vitest';
import { compare, predictRun, runExperiment, showData } from '../src/index.js';
import { smallRuns } from './small-runs.js';

const { directory, data, small } = smallRuns({ activation: 'relu', epochs: 1 });
symlinkSync(data, join(directory, 'link'));

it('results are not written among the images, by whichever name', async () => {
  const before = readdirSync(data);
  const refusal = {
    exitCode: 2,
    message: expect.stringMatching(/would be written among the images: expected a place outside .*cifar/),
  };
  for (const out of [data, `${data}/`, join(data, 'runs', 'a'), join(directory, 'link', 'a')]) {
    await expect(runExperiment(await small(), { folder: out }), out).rejects.toMatchObject(refusal);
    const [activations, seeds] = [['relu'], [1]];
    await expect(compare({ config: await small(), activations, seeds, out })).rejects.toMatchObject(refusal);
  }
  const sheet = showData({ dataset: 'cifar10', data, out: join(data, 'sheet.png') });
  await expect(sheet).rejects.toMatchObject(refusal);
  const prediction = predictRun(join(directory, 'run'), { data, out: join(data, 'out.csv') });
  await expect(prediction).rejects.toMatchObject(refusal);
  expect(readdirSync(data)).toEqual(before);
});

it('nor over the files of a run', async () => {
  const folder = join(directory, 'whole');
  await runExperiment(await small(), { folder });
  const out = ['run.json', 'result.json', 'checkpoint/model.json', 'checkpoint/mine.csv'];
  for (const name of out)
    await expect(predictRun(folder, { out: join(folder, name) }), name).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(new RegExp(`${name}: this would be written over a file of a run`)),
    });
  // Its own may be written again, also beside the run's.
  for (const _ of [1, 2]) await predictRun(folder, { limit: 2, out: join(folder, 'predictions.json') });
});

it('are written beside them, and in a folder whose name begins with the same letters or dots', async () => {
  mkdirSync(join(directory, 'other'));
  for (const name of ['cifar-run', '..run'])
    expect((await runExperiment(await small(), { folder: join(directory, name) })).kept).toBe(false);
});

it('images are not put aside with a run that begins anew', async () => {
  const folder = join(directory, 'around');
  const inside = smallCifar(join(folder, 'cifar'));
  await runExperiment(await small({ data: inside }), { folder });
  await expect(
    runExperiment(await small({ data: inside }), { folder, repair: 'start-over' }),
  ).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/around: the images are in this folder/),
  });
});
