import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { sealedJson } from '@rectified/system';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkRunFiles,
  createRun,
  goBack,
  openMetrics,
  readCheckpoint,
  readDescription,
  readRun,
  readRunFile,
  removeResult,
  sealOf,
  writeCheckpoint,
  writeResult,
  writeRunFile,
} from '../src/index.js';
import { description, epoch, result } from './example-run.js';

let parent: string;
let folder: string;
let other: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'another-run-'));
  folder = join(parent, 'run');
  other = join(parent, 'other');
  for (const each of [folder, other]) {
    await writeWhole(each);
  }
});
afterEach(() => rm(parent, { recursive: true }));

/** A run of two checkpoints that has ended. */
async function writeWhole(run: string) {
  await createRun(run, description);
  await writeRunFile(run, 'split.tsv', 'a\nb\n');
  const metrics = openMetrics(run);
  for (const number of [1, 2]) {
    metrics.append({ ...epoch, epoch: number });
    await writeCheckpoint(run, metrics.sync(), (beside) => writeFile(join(beside, 'weights.bin'), run));
  }
  await writeResult(run, result, { metrics: metrics.sync(), checkpoint: await sealOf(run) });
  metrics.close();
}

const idOf = async (run: string) => (await readDescription(run)).id!;

async function readAll(run = folder) {
  const { records, result } = await readRun(run);
  await checkRunFiles(run);
  const split = await readRunFile(run, 'split.tsv');
  return { records, result, split, checkpoint: (await readCheckpoint(run))?.metrics };
}

async function take(...names: string[]) {
  for (const name of names) {
    await rm(join(folder, name), { recursive: true, force: true });
    await cp(join(other, name), join(folder, name), { recursive: true });
  }
}

describe('a part of another run', () => {
  it.each([
    [['checkpoint', 'metrics.jsonl', 'result.json'], 'result.json'],
    [['checkpoint', 'metrics.jsonl'], 'checkpoint'],
    [['metrics.jsonl'], 'metrics.jsonl'],
    [['result.json'], 'result.json'],
    [['split.tsv', 'files.json'], 'files.json'],
  ])('is refused by its name and run: %s', async (names, named) => {
    await take(...names);
    const error: unknown = await readRun(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).details).toMatchObject({
      file: join(folder, named),
      what: `belongs to run ${await idOf(other)}`,
      expected: `a part of this run, ${await idOf(folder)}`,
    });
    expect((error as InputError).message).toMatch(/Restore the file that this run wrote/);
  });

  it('is refused by each that reads it alone', async () => {
    await take('checkpoint', 'split.tsv', 'files.json');
    await removeResult(folder);
    await expect(readCheckpoint(folder)).rejects.toThrow(/checkpoint: belongs to run/);
    await expect(readRunFile(folder, 'split.tsv')).rejects.toThrow(/files\.json: belongs to run/);
    await expect(checkRunFiles(folder)).rejects.toThrow(/files\.json: belongs to run/);
  });

  it('is refused where the run.json is the one that was exchanged', async () => {
    await take('run.json');
    await expect(readRun(folder)).rejects.toThrow(`a part of this run, ${await idOf(other)}`);
  });

  it('is no checkpoint to go back to', async () => {
    await take('checkpoint.previous');
    await writeFile(join(folder, 'checkpoint', 'weights.bin'), 'damaged');
    await expect(readCheckpoint(folder)).rejects.not.toThrow(/--go-back/);
    await expect(goBack(folder)).rejects.toThrow(/checkpoint\.previous: belongs to run/);
  });
});

describe('a whole run', () => {
  it('is read wherever it is moved or copied to', async () => {
    const whole = await readAll();
    await cp(folder, join(parent, 'copy'), { recursive: true });
    await rename(folder, join(parent, 'moved'));
    expect(await readAll(join(parent, 'copy'))).toEqual(whole);
    expect(await readAll(join(parent, 'moved'))).toEqual(whole);
  });

  it('from before runs had an id is read as it was, but takes no part that has one', async () => {
    const old = join(parent, 'old');
    await cp(folder, old, { recursive: true });
    const { id: _, ...without } = await readDescription(old);
    const record = JSON.stringify({ ...epoch, epoch: 1 });
    await rm(join(old, 'result.json'));
    for (const name of ['checkpoint', 'checkpoint.previous', 'files.json', 'metrics.jsonl'])
      await rm(join(old, name), { recursive: true });
    await writeFile(join(old, 'run.json'), sealedJson({ ...without, begun: undefined }));
    const metrics = openMetrics(old);
    metrics.append(epoch);
    await writeCheckpoint(old, metrics.sync(), (beside) => writeFile(join(beside, 'weights.bin'), 'old'));
    metrics.close();
    expect(await readFile(join(old, 'metrics.jsonl'), 'utf8')).toContain(record.slice(0, -1));
    expect((await readAll(old)).records).toEqual([epoch]);
    await rm(join(old, 'checkpoint'), { recursive: true });
    await cp(join(folder, 'checkpoint'), join(old, 'checkpoint'), { recursive: true });
    await expect(readCheckpoint(old)).rejects.toThrow(
      /belongs to run .*: expected a part of this run, which has no id/,
    );
  });

  it('whose checkpoint is gone before it has ended says so', async () => {
    await removeResult(folder);
    for (const name of ['checkpoint', 'metrics.jsonl']) await rm(join(folder, name), { recursive: true });
    await expect(readRun(folder)).rejects.toThrow(/checkpoint: damaged: it is missing.*--go-back/);
    await rm(join(folder, 'checkpoint.previous'), { recursive: true });
    await expect(readRun(folder)).rejects.toThrow(/checkpoint: damaged: it is missing.*--start-over/);
  });

  it('of which only run.json was written can begin, and takes what was put into its folder before', async () => {
    const fresh = join(parent, 'fresh');
    await cp(join(other, 'split.tsv'), join(fresh, 'split.tsv'), { recursive: true });
    await cp(join(other, 'files.json'), join(fresh, 'files.json'));
    await createRun(fresh, description);
    expect((await readRun(fresh)).status).toBe('interrupted');
    expect(String(await readRunFile(fresh, 'split.tsv'))).toBe('a\nb\n');
  });
});
