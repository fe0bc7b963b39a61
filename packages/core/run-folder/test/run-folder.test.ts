import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { hashBytes } from '@rectified/system';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  claimRun,
  createRun,
  currentFolder,
  type EpochRecord,
  openMetrics,
  previousFolder,
  type RunDescription,
  type RunResult,
  readRun,
  readRunFile,
  removeResult,
  replaceFolder,
  type StepRecord,
  withdrawRun,
  writeCheckpoint,
  writeResult,
  writeRunFile,
} from '../src/index.js';
import * as example from './example-run.js';

const description: RunDescription = { ...example.description, parameters: 966_986 };
const step: StepRecord = { type: 'step', step: 10, epoch: 1, loss: 2.3, error: 0.9, rate: 0.1 };
const epoch: EpochRecord = { ...example.epoch, test: { loss: 1.9, error: 0.7 } };
const result: RunResult = { ...example.result, epochs: 1, steps: 500, final: epoch, best: epoch };

let folder: string;
/** A run from before there were hashes. */
async function createOld() {
  await mkdir(folder);
  await writeFile(join(folder, 'run.json'), JSON.stringify({ ...description, format: 1 }));
}
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'run-folder-')), 'run');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

describe('a run', () => {
  it('is written by one process, which learns when it has lost it', async () => {
    await mkdir(folder);
    const claim = await claimRun(folder);
    await expect(claimRun(folder)).rejects.toThrow(
      /process \d+ on .* is writing this run.*try again in 5 minutes or delete .*claim\.1\.json/,
    );
    claim.check();
    await writeFile(join(folder, 'claim.2.json'), '{"pid":');
    await expect(claimRun(folder)).rejects.toThrow(/another process is writing this run.*claim\.2\.json/);
    expect(() => claim.check()).toThrow(/another process has taken over this run.*has stopped writing/);
    await rename(folder, `${folder}-moved`);
    expect(() => claim.check()).toThrow(/the folder of the run is gone/);
    await claim.release();
  });

  it('is read as it was written, at every stage of its life', async () => {
    await createRun(folder, description);
    expect(await readRun(folder)).toMatchObject({ folder, description, records: [], status: 'interrupted' });

    const claim = await claimRun(folder);
    const metrics = openMetrics(folder);
    metrics.append(step);
    expect(await readRun(folder)).toMatchObject({
      description,
      records: [step],
      status: 'running',
    });

    metrics.append(epoch);
    metrics.close();
    await writeResult(folder, result);
    await claim.release();
    expect(await readRun(folder)).toMatchObject({
      folder,
      description,
      records: [step, epoch],
      result,
      status: 'finished',
    });
    expect((await readdir(folder)).sort()).toEqual([
      'claim.1.json',
      'metrics.jsonl',
      'result.json',
      'run.json',
    ]);

    await removeResult(folder);
    expect((await readRun(folder)).status).toBe('interrupted');
  });

  it('keeps what a description says beyond the known keys', async () => {
    await createRun(folder, { ...description, extra: 1 } as RunDescription);
    expect((await readRun(folder)).description).toHaveProperty('extra', 1);
  });

  it('is withdrawn only as long as it has saved nothing, by the process that holds it', async () => {
    await createRun(folder, description);
    const claim = await claimRun(folder);
    const lost = () => {
      throw new Error('lost');
    };
    await writeRunFile(folder, 'mean.bin', 'of its images');
    await expect(withdrawRun(folder, { check: lost })).rejects.toThrow('lost');
    expect(await readRunFile(folder, 'mean.bin')).toBeDefined();
    await withdrawRun(folder, claim);
    await createRun(folder, description);
    expect(await readRunFile(folder, 'mean.bin')).toBeDefined();
    await withdrawRun(folder, claim, { withFiles: true });
    await createRun(folder, { ...description, parameters: 7 });
    expect(await readRunFile(folder, 'mean.bin')).toBeUndefined();
    expect(existsSync(join(folder, 'mean.bin'))).toBe(false);
    await writeCheckpoint(folder, hashBytes(''), async () => {});
    await withdrawRun(folder, claim, { withFiles: true });
    expect((await readRun(folder)).description.parameters).toBe(7);
    await claim.release();
  });

  it('is not written over by another one', async () => {
    await createRun(folder, description);
    await expect(createRun(folder, description)).rejects.toThrow(
      new InputError({
        what: 'there is already a run in this folder',
        file: folder,
        remedy: 'Resume it, or choose another folder',
      }),
    );
  });
});

describe('a folder that cannot be read', () => {
  const message = async () => {
    const error = await readRun(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  };

  it('because there is none, or it is not a run', async () => {
    expect(await message()).toMatch(/run: no such folder: expected a folder with a run.json/);
    await mkdir(folder);
    expect(await message()).toMatch(/run: not the folder of a run: expected a folder with a run.json/);
  });

  it('because a file is broken: says where', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'run.json'), '{\n  "format": 1,\n  "created" 5\n}');
    expect(await message()).toMatch(/run\.json:3:13: broken JSON/);
    await writeFile(join(folder, 'run.json'), '{\n  "format": 1,');
    expect(await message()).toMatch(/run\.json:2:15: broken JSON/);
  });

  it('because a newer version wrote it', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'run.json'), JSON.stringify({ ...description, format: 3 }));
    expect(await message()).toMatch(
      /written by a newer version: expected format 1 or 2, got format 3.*Update/,
    );
  });

  it('because something is missing or of another kind', async () => {
    await mkdir(folder);
    await writeFile(
      join(folder, 'run.json'),
      JSON.stringify({ ...description, format: 1, backend: 'cpu', versions: undefined }),
    );
    expect(await message()).toMatch(/versions: .*expected record.*; backend: .*expected object/);
    await writeFile(join(folder, 'run.json'), 'null');
    expect(await message()).toMatch(/the value: /);
  });

  it('because a record in the middle is broken: says in which line', async () => {
    await createOld();
    await writeFile(
      join(folder, 'metrics.jsonl'),
      `${JSON.stringify(step)}\n{"type":"step"\n${JSON.stringify(epoch)}\n`,
    );
    expect(await message()).toMatch(/metrics\.jsonl:2:\d+: broken JSON/);
    await writeFile(join(folder, 'metrics.jsonl'), `${JSON.stringify(step)}\n{"type":"step"}\n`);
    expect(await message()).toMatch(/metrics\.jsonl:2: not a valid file of a run: step: /);
  });

  it('because a file is a folder', async () => {
    await mkdir(join(folder, 'run.json'), { recursive: true });
    expect(await message()).toMatch(/it is a folder, not a file/);
  });
});

describe('metrics.jsonl', () => {
  const records: StepRecord[] = [1, 2, 3, 4].map((number) => ({ ...step, step: number }));

  it('cut off at any byte, reads as the whole lines before', async () => {
    await createOld();
    const file = join(folder, 'metrics.jsonl');
    const lines = records.map((record) => `${JSON.stringify(record)}\n`);
    await fc.assert(
      fc.asyncProperty(fc.nat(lines.join('').length), async (size) => {
        await writeFile(file, lines.join(''));
        await truncate(file, size);
        const whole = records.filter((_, index) => lines.slice(0, index + 1).join('').length <= size);
        expect((await readRun(folder)).records).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps what a probe saw, and refuses what it cannot have seen', async () => {
    await createRun(folder, description);
    const layer = { layer: 'act1', zero: 0.5, negative: 0.5, dead: 0, mean: -1, variance: 2, gradient: 1e-9 };
    const probe = { type: 'probe', epoch: 0, step: 0, images: 7, layers: [layer] } as const;
    const metrics = openMetrics(folder);
    metrics.append(probe);
    expect(() => metrics.append({ ...probe, layers: [{ ...layer, zero: 1.5 }] })).toThrow();
    expect(() => metrics.append({ ...probe, layers: [{ ...layer, gradient: Number.NaN }] })).toThrow();
    metrics.close();
    expect((await readRun(folder)).records).toEqual([probe]);
  });

  it('leaves out records of a kind that only a later version knows, but none that was changed', async () => {
    await createRun(folder, description);
    const metrics = openMetrics(folder);
    metrics.append(records[0]!);
    metrics.close();
    const file = join(folder, 'metrics.jsonl');
    const json = '{"type":"weather","rain":true}';
    const hash = createHash('sha256').update(json).digest('hex').slice(0, 16);
    await appendFile(file, `${json.slice(0, -1)},"sha256":"${hash}"}\n`);
    expect((await readRun(folder)).records).toEqual([records[0]]);
    await appendFile(file, `{"type":"weather","rain":false,"sha256":"${hash}"}\n`);
    await expect(readRun(folder)).rejects.toThrow(/metrics\.jsonl:4.*a line that is not what was written/s);
  });

  it('goes on behind the bytes that a checkpoint knew', async () => {
    await createRun(folder, description);
    const first = openMetrics(folder);
    for (const record of records.slice(0, 2)) first.append(record);
    const known = first.sync();
    first.append(epoch);
    first.close();
    await appendFile(join(folder, 'metrics.jsonl'), '{"type":"st');

    const second = openMetrics(folder, { keep: known });
    for (const record of records.slice(2)) second.append(record);
    second.close();
    expect((await readRun(folder)).records).toEqual(records);

    openMetrics(folder).close();
    expect((await readRun(folder)).records).toEqual([]);
  });

  it('is missed when it is shorter than a checkpoint knew', async () => {
    await createRun(folder, description);
    const keep = { size: 7, sha256: 'a'.repeat(64) };
    expect(() => openMetrics(folder, { keep })).toThrow(/metrics\.jsonl: damaged: it is missing/);
    await writeFile(join(folder, 'metrics.jsonl'), 'three');
    expect(() => openMetrics(folder, { keep })).toThrow(/it has 5 bytes instead of at least 7/);
  });

  it('takes no NaN, which JSON would turn into null', async () => {
    await createRun(folder, description);
    const metrics = openMetrics(folder);
    expect(() => metrics.append({ ...step, loss: Number.NaN })).toThrow(/loss/);
    metrics.close();
  });
});

describe('replaceFolder', () => {
  const parts = ['a', 'b', 'c'];
  const put = async (into: string, version: string, names = parts) => {
    await mkdir(into, { recursive: true });
    for (const name of names) await writeFile(join(into, name), version);
  };
  const version = async () => {
    const current = currentFolder(folder);
    if (current === undefined) return undefined;
    const contents = await Promise.all(parts.map((name) => readFile(join(current, name), 'utf8')));
    expect(new Set(contents).size).toBe(1);
    return contents[0];
  };

  it('replaces, and keeps the one before', async () => {
    expect(await version()).toBeUndefined();
    await replaceFolder(folder, (beside) => put(beside, '1'));
    await replaceFolder(folder, (beside) => put(beside, '2'));
    expect(await version()).toBe('2');
    expect(await readFile(join(previousFolder(folder)!, 'a'), 'utf8')).toBe('1');
    await replaceFolder(folder, (beside) => put(beside, '3'));
    expect(await readFile(join(previousFolder(folder)!, 'a'), 'utf8')).toBe('2');
    expect(await readdir(join(folder, '..'))).toEqual(['run', 'run.previous']);
  });

  it('keeps the old files when the new ones cannot be written', async () => {
    await replaceFolder(folder, (beside) => put(beside, '1'));
    const failing = replaceFolder(folder, async (beside) => {
      await put(beside, '2', ['a']);
      throw Object.assign(new Error('no space'), { code: 'ENOSPC', path: beside });
    });
    await expect(failing).rejects.toThrow(/the disk is full\. Free some space/);
    expect(await version()).toBe('1');
    expect(await readdir(join(folder, '..'))).toEqual(['run']);
  });

  // Every state of the disk in which a crash can leave it, from the order of the steps in replace-folder.ts.
  const crashes: Record<string, { prepare: () => Promise<unknown>; finds: string | undefined }> = {
    'in the first writing': { prepare: () => put(`${folder}.new`, '2', ['a']), finds: undefined },
    'in writing': {
      prepare: () => Promise.all([put(folder, '1'), put(`${folder}.new`, '2', ['a'])]),
      finds: '1',
    },
    'between the renames': {
      prepare: () => Promise.all([put(`${folder}.old`, '1'), put(`${folder}.new`, '2')]),
      finds: '2',
    },
    'before the old one is the one before': {
      prepare: () => Promise.all([put(`${folder}.old`, '1'), put(folder, '2')]),
      finds: '2',
    },
    'in deleting the one before': {
      prepare: () =>
        Promise.all([put(`${folder}.previous`, '0', ['c']), put(`${folder}.old`, '1'), put(folder, '2')]),
      finds: '2',
    },
    'in the first writing after somebody removed the folder': {
      prepare: () => put(`${folder}.old`, '1'),
      finds: '1',
    },
  };
  for (const [when, { prepare, finds }] of Object.entries(crashes))
    it(`finds whole files after a crash ${when}, and goes on`, async () => {
      await prepare();
      expect(await version()).toBe(finds);
      await expect(replaceFolder(folder, () => Promise.reject(new Error('again')))).rejects.toThrow('again');
      expect(await version()).toBe(finds);
      await replaceFolder(folder, (beside) => put(beside, '3'));
      expect(await version()).toBe('3');
      const before = previousFolder(folder);
      expect(before && (await readFile(join(before, 'a'), 'utf8'))).toBe(finds);
      expect((await readdir(join(folder, '..'))).filter((name) => !/^run(\.previous)?$/.test(name))).toEqual(
        [],
      );
    });
});

describe('an output that cannot be written', () => {
  it('because the path leads through a file', async () => {
    const under = join(folder, 'run.json', 'deeper');
    await createRun(folder, description);
    const attempts = [
      () => createRun(under, description),
      () => writeResult(under, result),
      () => replaceFolder(under, async () => {}),
    ];
    for (const attempt of attempts)
      await expect(attempt()).rejects.toThrow(
        /a part of the path is a file, not a folder\. Choose another folder/,
      );
    expect(() => openMetrics(under)).toThrow(InputError);
    await expect(claimRun(under)).rejects.toThrow(InputError);
    expect((await stat(join(folder, 'run.json'))).isFile()).toBe(true);
  });

  it('leaves no temporary file and the old content', async () => {
    await createRun(folder, description);
    await mkdir(join(folder, 'result.json'));
    await expect(writeResult(folder, result)).rejects.toThrow(InputError);
    expect((await readdir(folder)).sort()).toEqual(['result.json', 'run.json']);
  });

  it.skipIf(!existsSync('/dev/full'))('because the device says so: /dev/full', async () => {
    await createRun(folder, description);
    execFileSync('ln', ['-s', '/dev/full', join(folder, 'metrics.jsonl')]);
    expect(() => openMetrics(folder)).toThrow(/the disk is full/);
  });
});
