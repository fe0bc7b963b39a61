import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { augment, decodeStatistics } from '@rectified/augment';
import { softmaxCrossEntropy } from '@rectified/metrics';
import { ndsbClasses } from '@rectified/ndsb';
import { currentFolder } from '@rectified/run-folder';
import { writeSyntheticCifar10 } from '@rectified/synthetic';
import { writeSyntheticNdsb } from '@rectified/synthetic/ndsb';
import { closeTo } from '@rectified/testing';
import { temporaryFolder } from '@rectified/testing/files';
import { loadModel } from '@rectified/trainer';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  evaluateRun,
  mergeConfig,
  openData,
  type PredictEvent,
  type PredictOptions,
  predictRun,
  type Recipe,
  runExperiment,
} from '../src/index.js';

const directory = temporaryFolder(afterAll);
let cifar: string;
let plankton: string;
const inside = (...names: string[]) => join(directory, ...names);
const steps = [{ step: 'crop', size: 24 }, { step: 'subtract-mean' }, { step: 'mirror' }] as const;
const input = { shift: 0, scale: 1 / 64 };

async function train(name: string, values: Recipe): Promise<string> {
  const own: Recipe = { architecture: 'nin', activation: 'relu', width: 0.05, batch: 10, epochs: 1, input };
  const { config } = await mergeConfig(own, { evaluateTrain: false }, values);
  await runExperiment(config, { folder: inside(name) });
  return inside(name);
}

beforeAll(async () => {
  vi.stubEnv('RECTIFIED_CACHE', inside('cache'));
  const data = await writeSyntheticCifar10(inside('cifar'), { train: 50, test: 12, seed: 1 });
  const augment: Recipe['augment'] = [...steps];
  cifar = await train('cifar-run', { dataset: 'synthetic-cifar10', data, augment });
  await writeSyntheticNdsb(inside('plankton'), { classes: ndsbClasses, train: 121, test: 3, seed: 1 });
  plankton = await train('plankton-run', {
    dataset: 'synthetic-ndsb',
    data: inside('plankton'),
    augment: 'model1',
    width: 0.02,
    limit: 4,
    testLimit: 2,
  });
});
afterAll(() => void vi.unstubAllEnvs());

/** The mean of the softmax over random views, made one by one. */
async function meanOfViews(views: number, seed: number): Promise<Float32Array> {
  const { test } = await openData({ dataset: 'synthetic-cifar10', data: inside('cifar') });
  const statistics = decodeStatistics(readFileSync(join(cifar, 'statistics.safetensors')));
  const model = await loadModel(cifar);
  const { view } = augment(steps, { statistics });
  const mean = tf.tidy(() => {
    const images = Array.from({ length: test.size }, (_, index) => {
      const each = Array.from({ length: views }, (_, epoch) => {
        const { pixels, shape } = view(test.get(index), { seed, epoch, index });
        const x = tf.mul(tf.tensor4d(Float32Array.from(pixels), [1, ...shape]), input.scale);
        return tf.softmax(model.predict(x) as tf.Tensor2D);
      });
      return tf.div(tf.addN(each), views);
    });
    return tf.concat(images).dataSync() as Float32Array;
  });
  model.dispose();
  return mean;
}

it('of the central view alone is the network as it is evaluated', async () => {
  const evaluation = await evaluateRun(cifar);
  const out = inside('new', 'central.csv');
  const { images, views, measures, probabilities, labels } = await predictRun(cifar, { out });
  expect({ images, views }).toEqual({ images: 12, views: 1 });
  expect(measures?.central).toEqual(measures?.averaged);
  expect(measures?.central).toMatchObject({ error: evaluation.error, interval: evaluation.interval });
  closeTo([measures!.central.logLoss], [evaluation.loss]);
  closeTo([softmaxCrossEntropy(probabilities.map(Math.log), labels!)], [evaluation.loss]);

  const [head, ...rows] = readFileSync(out, 'utf8').trim().split('\n');
  expect(head).toMatch(/^index,label,red stripes,/);
  const table = rows.map((row) => row.split(',').map(Number));
  expect(table.map(([index, label]) => [index, label])).toEqual(
    Array.from(labels!, (label, i) => [i, label]),
  );
  closeTo(
    table.flatMap((row) => row.slice(2)),
    probabilities,
    { relative: 1e-6 },
  );
});

describe('over random views', () => {
  it('is the mean of the softmax of each, also for other batches and other numbers of threads', async () => {
    const events: PredictEvent[] = [];
    const { probabilities, measures, views } = await predictRun(cifar, {
      views: 3,
      seed: 5,
      onEvent: (event) => events.push(event),
    });
    closeTo(probabilities, await meanOfViews(3, 5));
    expect(views).toBe(3);
    expect(measures?.central).toEqual((await predictRun(cifar)).measures?.central);
    expect(measures?.averaged.logLoss).not.toBeCloseTo(measures!.central.logLoss, 9);
    closeTo((await predictRun(cifar, { views: 3, seed: 5, batch: 7 })).probabilities, probabilities);

    expect(events[0]).toMatchObject({ type: 'start', dataset: 'CIFAR-10 test' });
    const progress = events.flatMap((event) =>
      event.type === 'predict' ? [[event.view, event.images, event.of]] : [],
    );
    expect(progress).toEqual(
      [10, 12, 22, 24, 34, 36, 46, 48].map((images, batch) => [Math.floor(batch / 2), images, 48]),
    );
  });

  it('one view is a function of the seed', async () => {
    const one = (seed?: number) => predictRun(cifar, { views: 1, seed, limit: 5 });
    const { probabilities } = await one(1);
    closeTo(probabilities, (await meanOfViews(1, 1)).subarray(0, 50));
    expect((await one(1)).probabilities).toEqual(probabilities);
    expect((await one(2)).probabilities).not.toEqual(probabilities);
    expect((await one()).probabilities).toEqual((await one(0)).probabilities);
  });
});

it('over a grid of crops takes each of them and its mirror image', async () => {
  // From 0, 4 and 8 in both directions.
  const { views, probabilities } = await predictRun(cifar, { grid: 4, split: 'train', limit: 2 });
  expect([views, probabilities.length]).toEqual([18, 20]);
});

describe('of plankton', () => {
  const columns = (text: string) => text.split('\n')[0]!.split(',');
  const names = (text: string) =>
    text
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',')[0]);

  it('without labels is a submission', async () => {
    const out = inside('submission.csv.gz');
    const test = inside('plankton', 'test');
    const { measures, labels, dataset } = await predictRun(plankton, {
      test,
      views: 2,
      augment: 'model1-views',
      out,
    });
    expect({ measures, labels, dataset }).toEqual({
      measures: undefined,
      labels: undefined,
      dataset: 'NDSB test',
    });
    const text = gunzipSync(readFileSync(out)).toString();
    expect(columns(text)).toEqual(['image', ...ndsbClasses]);
    expect(names(text)).toEqual(readdirSync(test).sort());
  });

  it('with labels is measured, too', async () => {
    const out = inside('validation.csv');
    const options: PredictOptions = { split: 'validation', limit: 3, grid: 5, augment: 'model2-grid' };
    const { measures, files, views } = await predictRun(plankton, { ...options, out });
    expect(measures?.averaged.logLoss).toBeGreaterThan(0);
    expect(views).toBe(18);
    expect(files).toHaveLength(3);
    expect(names(readFileSync(out, 'utf8'))).toEqual(files);

    const { images, classes } = await predictRun(plankton, { limit: 1, out: inside('validation.json') });
    const written = JSON.parse(readFileSync(inside('validation.json'), 'utf8'));
    expect([images, classes]).toEqual([1, ndsbClasses]);
    expect(written).toMatchObject({ dataset: expect.stringContaining('NDSB validation'), classes });
    expect(written.images).toEqual([
      { index: 0, file: files![0], label: expect.any(Number), probabilities: expect.any(Array) },
    ]);
  });
});

it('stops when asked to, and leaves nothing behind', async () => {
  const stop = new AbortController();
  const out = inside('stopped', 'predictions.json');
  const onEvent = ({ type }: PredictEvent) => type === 'predict' && stop.abort();
  const predicting = predictRun(cifar, { views: 2, signal: stop.signal, onEvent, out });
  await expect(predicting).rejects.toThrow(/aborted/);
  expect(readdirSync(inside('stopped'))).toEqual([]);
});

describe('wrong input is an InputError', () => {
  it.each<[string, PredictOptions | (() => PredictOptions), RegExp]>([
    ['no views', { views: 0 }, /random of views.*a whole number from 1, got 0/],
    ['views and a grid', { views: 2, grid: 2 }, /expected --views or --grid, got both/],
    ['an augmentation of no views', { augment: 'model1' }, /together with --augment, got neither/],
    ['an unknown augmentation', { views: 2, augment: 'model11' }, /"model11".*Did you mean "model1"\?/],
    [
      'views that are all the same',
      { views: 2, augment: [{ step: 'crop', size: 24, at: 'center' }, { step: 'subtract-mean' }] },
      /2 random views would all be the same: .* got crop, subtract-mean/,
    ],
    [
      'a seed of the central view',
      { seed: 1 },
      /--views together with --seed, which draws random views, got neither --views nor --grid/,
    ],
    [
      'a seed of a grid',
      { seed: 0, grid: 4 },
      /--views together with --seed, .* got --grid, which is not random/,
    ],
    [
      'a seed of a view without chance',
      { seed: 1, views: 1, augment: [{ step: 'crop', size: 24, at: 'center' }, { step: 'subtract-mean' }] },
      /a seed for views that are not random: expected an augmentation with random steps, got crop, subtract-mean/,
    ],
    [
      'pixels that are not what the network was trained with',
      { views: 2, augment: 'pad-crop-mirror' },
      /trained with: expected \{"step":"subtract-mean"\}, got unchanged pixels/,
    ],
    [
      'views of another size',
      { views: 2, augment: 'bn-inception' },
      /images of another size than these views: expected 24 x 24 x 3, got 28 x 28 x 3/,
    ],
    [
      'other classes',
      { dataset: 'cifar100' },
      /for other classes than those of CIFAR-100: expected the 10 classes of .*CIFAR-10, got 100/,
    ],
    ['an unknown dataset', { dataset: 'cifar11' }, /"cifar11".*"cifar10"/],
    ['an unknown split', { split: 'validation' }, /has no split "validation": expected train or test/],
    [
      'unlabeled images of a labeled dataset',
      { test: '.' },
      /without labels: expected plankton alone, got .*CIFAR-10/,
    ],
    ['too many images', { limit: 13 }, /at most the 12 images of CIFAR-10 test, got 13/],
    ['an unknown kind of file', { out: 'a.txt' }, /ends in \.csv or \.csv\.gz or \.json, got "a\.txt"/],
    [
      'a file in a file',
      () => {
        writeFileSync(inside('a-file'), '');
        return { out: inside('a-file', 'a.csv') };
      },
      /a-file/,
    ],
    [
      'a file that is a folder',
      () => {
        mkdirSync(inside('folder.csv'));
        return { out: inside('folder.csv') };
      },
      /folder\.csv: it is a folder, not a file/,
    ],
  ])('%s', async (_, options, message) => {
    const given = typeof options === 'function' ? options() : options;
    await expect(predictRun(cifar, given)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, PredictOptions]>([
    ['split', { split: 'train' }],
    ['splitFile', { splitFile: 'split.tsv' }],
    ['data', { data: 'plankton' }],
    ['datasetOptions', { datasetOptions: {} }],
  ])('%s and images without labels', async (name, which) => {
    await expect(predictRun(plankton, { test: inside('plankton'), ...which })).rejects.toThrow(
      `${name} beside test: expected one or the other`,
    );
  });

  it('a split that it does not have', async () => {
    await expect(predictRun(plankton, { split: 'test' })).rejects.toThrow(
      /no split "test": expected train or validation.*--test/,
    );
  });

  it('a run without a checkpoint, or without its mean image', async () => {
    const without = (name: string) => {
      cpSync(cifar, inside(`without-${name}`), { recursive: true });
      rmSync(inside(`without-${name}`, name), { recursive: true });
      return inside(`without-${name}`);
    };
    await expect(predictRun(without('checkpoint'))).rejects.toThrow(/no checkpoint here/);
    await expect(predictRun(without('statistics.safetensors'))).rejects.toThrow(
      /statistics\.safetensors: damaged: it is missing/,
    );
    await expect(predictRun(inside('none'))).rejects.toThrow(/none: no such folder/);
  });

  it('a network that has lost its numbers', async () => {
    const folder = inside('nan');
    cpSync(cifar, folder, { recursive: true });
    const checkpoint = currentFolder(join(folder, 'checkpoint'))!;
    const weights = join(checkpoint, 'weights.bin');
    writeFileSync(weights, readFileSync(weights).fill(255)); // NaN as float32
    await expect(predictRun(folder)).rejects.toThrow(
      /weights\.bin: damaged: it differs from what was written/,
    );
  });
});
