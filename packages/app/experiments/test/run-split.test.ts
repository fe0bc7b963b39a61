import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError } from '@rectified/errors';
import { ndsbClasses, readNdsbSplit, writeNdsbSplit } from '@rectified/ndsb';
import { writeSyntheticNdsb } from '@rectified/synthetic/ndsb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  compare,
  evaluateRun,
  mergeConfig,
  predictRun,
  type Recipe,
  type RunEvent,
  runExperiment,
  showData,
} from '../src/index.js';
import { runSourcesInChildren, smallPlankton } from './small-runs.js';

let directory: string;
/** The images, and a run that was trained on them. */
let data: string;
let run: string;
const pristine = (name: string) => join(directory, 'pristine', name);

const small: Recipe = {
  ...smallPlankton,
  limit: 4,
  testLimit: 2,
  evaluateTrain: false,
  seed: 1,
};

const train = async (
  folder: string,
  recipe: Recipe = {},
  options: { signal?: AbortSignal; onEvent?: (event: RunEvent) => void } = {},
) => runExperiment((await mergeConfig(small, { data }, recipe)).config, { folder, ...options });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'split-'));
  vi.stubEnv('RECTIFIED_CACHE', join(directory, 'cache'));
  data = pristine('data');
  await writeSyntheticNdsb(data, { classes: ndsbClasses, train: 242, test: 1, seed: 1 });
  rmSync(join(data, 'synthetic.json'));
  await train(pristine('run'));
});
beforeEach(() => {
  const copy = mkdtempSync(join(directory, 'copy-'));
  [data, run] = [join(copy, 'data'), join(copy, 'run')];
  cpSync(pristine('data'), data, { recursive: true, preserveTimestamps: true });
  cpSync(pristine('run'), run, { recursive: true });
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const listOf = (folder: string) => readNdsbSplit(join(folder, 'split.tsv'));
const baseName = (file: string) => file.split('/')[1]!;
const image = (file: string) => join(data, 'train', file);

/** Evaluates the run, and collects what it remarks. */
async function evaluated(options: Parameters<typeof evaluateRun>[1] = {}) {
  const notes: string[] = [];
  const evaluation = await evaluateRun(run, {
    data,
    limit: 3,
    ...options,
    onEvent: (event) => event.type === 'note' && notes.push(event.text),
  });
  return { ...evaluation, notes };
}

/** Moves an image to the folder of another class. */
function relabel(file: string): string {
  const [label, name] = file.split('/') as [string, string];
  const other = ndsbClasses.find((one) => one !== label)!;
  renameSync(image(file), image(`${other}/${name}`));
  return `${other}/${name}`;
}

describe('a run keeps its split', () => {
  it('as a list in its folder, with a checksum of each image', async () => {
    const { train, validation, unused, checksums } = await listOf(run);
    expect([train.length, validation.length, unused, checksums?.size]).toEqual([199, 43, [], 242]);
  });

  it('when a training image goes, comes or gets another class: what is measured is the same', async () => {
    const before = await evaluated();
    expect(before.notes).toEqual([]);
    const { train, validation } = await listOf(run);
    const labelOf = (file: string) => file.split('/')[0];
    const changes = [
      () => rmSync(image(train[0]!)),
      // Of the same class: one image under two classes would be told, too.
      () => writeFileSync(image(`${labelOf(train[1]!)}/new.jpg`), readFileSync(image(train[1]!))),
      () => relabel(train[2]!),
    ];
    const kinds = [/1 missing \(/, /1 missing \(.*1 new \([^/]+\/new.jpg\)/, /1 moved \(.*, now .*1 new/];
    for (const [i, change] of changes.entries()) {
      change();
      const { notes, loss, error, images } = await evaluated();
      expect({ loss, error, images }).toEqual({ loss: before.loss, error: before.error, images: 3 });
      expect(notes).toEqual([expect.stringMatching(/^the images are no longer those of the run: /)]);
      expect(notes[0]).toMatch(kinds[i]!);
      const { files } = await predictRun(run, { data, limit: 3 });
      expect(files).toEqual(validation.slice(0, 3).map(baseName));
    }
  });

  it.each([
    ['goes', (file: string) => rmSync(image(file)), /got 1 missing \(/],
    ['gets another class', relabel, /got 1 moved \(/],
    [
      'is another one',
      (file: string) => writeFileSync(image(file), readFileSync(image('amphipods/other.jpg'))),
      /got 1 changed \(/,
    ],
  ] as const)('and refuses to measure when a validation image %s', async (_, change, message) => {
    const { train, validation } = await listOf(run);
    cpSync(image(train[0]!), image('amphipods/other.jpg'));
    change(validation[3]!);
    for (const measure of [evaluateRun, predictRun]) {
      const error = await measure(run, { data }).catch((error) => error);
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(message);
      expect(error.message).toContain(validation[3]!);
    }
    const { files } = await predictRun(run, { data, split: 'train', limit: 2 });
    expect(files).toEqual(train.slice(0, 2).map(baseName));
  });

  it('and refuses to draw another one when the list is gone', async () => {
    rmSync(join(run, 'split.tsv'));
    await expect(evaluateRun(run, { data })).rejects.toThrow(
      /split.tsv: the list of training images is missing/,
    );
  });
});

describe('a run that goes on', () => {
  /** A run of two epochs that was stopped in the first. */
  async function stopped() {
    const folder = join(data, '../stopped');
    const stop = new AbortController();
    const onEvent = (event: RunEvent) => event.type === 'step' && stop.abort();
    const { result } = await train(folder, { epochs: 2 }, { signal: stop.signal, onEvent });
    expect(result.status).toBe('interrupted');
    return folder;
  }

  it.each([
    ['goes', (file: string) => rmSync(image(file)), /1 missing \(/],
    [
      'comes',
      () => cpSync(image('amphipods/a.jpg'), image('amphipods/new.jpg')),
      /1 new \(amphipods\/new.jpg\)/,
    ],
    ['gets another class', relabel, /1 moved \(/],
    [
      'is another one',
      (file: string) => writeFileSync(image(file), readFileSync(image('amphipods/a.jpg'))),
      /1 changed \(/,
    ],
  ] as const)('is refused when an image %s, and goes on when it is as it was', async (_, change, message) => {
    cpSync(image((await listOf(run)).train[0]!), image('amphipods/a.jpg'));
    const folder = await stopped();
    const before = join(data, '../before');
    cpSync(data, before, { recursive: true, preserveTimestamps: true });
    change((await listOf(folder)).train[5]!);
    await expect(train(folder, { epochs: 2 })).rejects.toThrow(message);
    await expect(train(folder, { epochs: 2 })).rejects.toThrow(
      'the split does not match the images: expected exactly the images in its list',
    );
    const { result } = await train(folder, { epochs: 2, data: before });
    expect([result.status, result.epochs]).toEqual(['finished', 2]);
  });
});

describe('a file of the split', () => {
  it('is used, copied, and the same when the run goes on', async () => {
    const { train: first, validation, checksums } = await listOf(run);
    const splitFile = join(data, '../mine.tsv');
    await writeNdsbSplit(splitFile, {
      train: [...first.slice(1), validation[0]!],
      validation: validation.slice(1),
    });
    const folder = join(data, '../mine');
    const notes: string[] = [];
    const stop = new AbortController();
    await train(
      folder,
      { splitFile, epochs: 2 },
      {
        signal: stop.signal,
        onEvent(event) {
          if (event.type === 'note') notes.push(event.text);
          if (event.type === 'step') stop.abort();
        },
      },
    );
    const kept = await listOf(folder);
    expect(kept.train).toEqual([...first.slice(1), validation[0]]);
    expect(kept.validation).toEqual(validation.slice(1));
    expect(kept.unused).toEqual([first[0]]);
    expect(kept.checksums).toEqual(checksums);

    const other = join(data, '../other.tsv');
    await writeNdsbSplit(other, { train: first, validation });
    await expect(train(folder, { splitFile: other, epochs: 2 })).rejects.toThrow(
      /not the split that this was started with: expected that of its split.tsv \(199 for training and 42 for validation\), got that of .*other.tsv/,
    );
    // The same list elsewhere, and none, are the run's own.
    const moved = join(data, '../moved.tsv');
    renameSync(splitFile, moved);
    const { result } = await train(folder, { splitFile: moved, epochs: 2 });
    expect(result.status).toBe('finished');
    expect((await train(folder, { epochs: 2 })).kept).toBe(true);
  });

  it('is not written over, nor removed, where it is in the folder under the same name', async () => {
    const folder = join(dirname(run), 'with-list');
    const list = join(folder, 'split.tsv');
    cpSync(join(run, 'split.tsv'), list);
    await expect(train(folder, { splitFile: list })).rejects.toThrow(
      /split\.tsv: a file of this name is already in the folder/,
    );
    expect(readFileSync(list, 'utf8')).toBe(readFileSync(join(run, 'split.tsv'), 'utf8'));
    expect(readdirSync(folder)).not.toContain('run.json');
  });

  it('is for plankton, must be there, and must fit', async () => {
    const config = { dataset: 'synthetic-cifar10', architecture: 'nin', splitFile: 'x.tsv' } as const;
    await expect(train(join(data, '../a'), { ...config, data: undefined })).rejects.toThrow(
      /a file of the split: expected plankton alone/,
    );
    await expect(train(join(data, '../b'), { splitFile: 'no-such.tsv' })).rejects.toThrow(
      'no-such.tsv: the split cannot be read',
    );
    const splitFile = join(data, '../mine.tsv');
    await writeNdsbSplit(splitFile, { train: ['amphipods/no.jpg'], validation: ['amphipods/never.jpg'] });
    await expect(train(join(data, '../c'), { splitFile })).rejects.toThrow(
      'got 2 missing (amphipods/no.jpg; amphipods/never.jpg)',
    );
    expect(readdirSync(join(data, '..'))).not.toContain('c');
  });

  it('may choose what is measured, but nothing that was trained on', async () => {
    const { train: trained, validation } = await listOf(run);
    const splitFile = join(data, '../mine.tsv');
    await writeNdsbSplit(splitFile, { train: trained, validation: validation.slice(7, 9) });
    expect((await evaluated({ splitFile, limit: undefined })).images).toBe(2);
    expect((await predictRun(run, { data, splitFile })).files).toEqual(validation.slice(7, 9).map(baseName));
    await writeNdsbSplit(splitFile, { train: validation, validation: trained });
    await expect(evaluateRun(run, { data, splitFile })).rejects.toThrow(
      /the run was trained on some of the images to measure on: .*got 199 of 199 \(/,
    );
    await expect(predictRun(run, { data, splitFile })).rejects.toThrow(
      'the run was trained on some of the images',
    );
  });

  it('chooses what is shown', async () => {
    const { train: trained, validation } = await listOf(run);
    const splitFile = join(data, '../mine.tsv');
    await writeNdsbSplit(splitFile, { train: trained.slice(0, 1), validation });
    const out = join(data, '../sheet.png');
    const { rows } = await showData({ dataset: 'ndsb', data, splitFile, out });
    expect(rows.map(({ file }) => file)).toEqual([baseName(trained[0]!)]);
  });
});

describe('a comparison', () => {
  beforeAll(runSourcesInChildren);

  it('has one split, and notices when images have changed before it goes on', async () => {
    const out = join(data, '../table');
    const { config } = await mergeConfig(small, { data });
    const again = (seeds: number[]) => compare({ config, activations: ['relu', 'rrelu'], seeds, out });
    const { runs } = await again([1]);
    const list = readFileSync(join(out, 'split.tsv'), 'utf8');
    expect(runs.length).toBe(2);
    for (const { folder } of runs) expect(readFileSync(join(folder, 'split.tsv'), 'utf8')).toBe(list);
    const gone = (await listOf(out)).train[0]!;
    renameSync(image(gone), join(data, 'kept.jpg'));
    await expect(again([1, 2])).rejects.toThrow(`got 1 missing (${gone})`);
    renameSync(join(data, 'kept.jpg'), image(gone));
    const more = await again([1, 2]);
    expect(more.runs.map(({ end }) => end?.type === 'ended' && end.kept)).toEqual([true, true, false, false]);
    for (const { folder } of more.runs) expect(readFileSync(join(folder, 'split.tsv'), 'utf8')).toBe(list);
    rmSync(join(out, 'split.tsv'));
    await expect(again([3])).rejects.toThrow('the list of training images is missing');
  });
});
