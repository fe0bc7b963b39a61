import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { hashBytes } from '@rectified/system';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkRunFiles,
  createRun,
  goBack,
  openMetrics,
  readCheckpoint,
  readRun,
  readRunFile,
  sealOf,
  writeCheckpoint,
  writeResult,
  writeRunFile,
} from '../src/index.js';
import { description, epoch, result } from './example-run.js';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'integrity-')), 'run');
  await createRun(folder, description);
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

/** A run with two checkpoints that has ended, or was killed after a record that no checkpoint knows. */
async function write({ ended = true } = {}) {
  await writeRunFile(folder, 'mean.bin', Uint8Array.of(1, 2, 3));
  const metrics = openMetrics(folder);
  for (const number of [1, 2]) {
    metrics.append({ ...epoch, epoch: number });
    await writeCheckpoint(folder, metrics.sync(), async (beside) => {
      await writeFile(join(beside, 'weights.bin'), Uint8Array.of(number, 0, 0, 0));
    });
  }
  if (ended) await writeResult(folder, result, { metrics: metrics.sync(), checkpoint: await sealOf(folder) });
  else metrics.append({ ...epoch, epoch: 3 });
  metrics.close();
}

/** Reads everything that a run folder holds. */
async function readAll() {
  const run = await readRun(folder);
  await checkRunFiles(folder);
  const checkpoint = await readCheckpoint(folder);
  const weights = await readFile(join(checkpoint!.folder, 'weights.bin'));
  return {
    records: run.records,
    result: run.result,
    weights: [...weights],
    mean: await readRunFile(folder, 'mean.bin'),
  };
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const damages: Record<string, (bytes: Buffer, at: number) => Buffer> = {
  'one flipped bit': (bytes, at) => {
    bytes[at]! ^= 1 << (at % 8);
    return bytes;
  },
  zeros: (bytes) => bytes.fill(0),
  'nothing left': () => Buffer.alloc(0),
  'half left': (bytes) => bytes.subarray(0, bytes.length >> 1),
};

describe('a run folder', () => {
  it.each([true, false])(
    'tells of any byte that is not what was written (ended: %s)',
    async (ended) => {
      await write({ ended });
      const whole = await readAll();
      for (const file of await filesOf(folder)) {
        if (file.includes('checkpoint.previous')) continue; // Nobody reads it while the last one is whole.
        const before = await readFile(file);
        for (const [name, damage] of Object.entries(damages))
          for (let at = 0; at < (name === 'one flipped bit' ? before.length : 1); at += 7) {
            await writeFile(file, damage(Buffer.from(before), at));
            const found = await readAll().catch((error: unknown) => error as Error);
            if (found instanceof Error) {
              expect(found, `${name} at ${at} of ${file}`).toBeInstanceOf(InputError);
              expect(found.message).toContain(file);
            } else expect(found, `${name} at ${at} of ${file}`).toEqual(lastLineLost(whole, ended, file));
          }
        await writeFile(file, before);
      }
      expect(await readAll()).toEqual(whole);
    },
    120_000,
  );

  /** What a killed run wrote after its last checkpoint may end in half a line, as after a crash. */
  function lastLineLost(whole: Awaited<ReturnType<typeof readAll>>, ended: boolean, file: string) {
    if (ended || !file.endsWith('metrics.jsonl')) return whole;
    return { ...whole, records: whole.records.slice(0, 2) };
  }

  it('tells of files that are gone', async () => {
    await write();
    for (const name of [
      'metrics.jsonl',
      'mean.bin',
      'checkpoint/seal.json',
      'checkpoint/metrics.json',
      'checkpoint/weights.bin',
    ]) {
      await rename(join(folder, name), join(folder, 'aside'));
      await expect(readAll(), name).rejects.toThrow(InputError);
      await rename(join(folder, 'aside'), join(folder, name));
    }
  });

  it('tells of records that were added, and of a checkpoint that the run did not end with', async () => {
    await write();
    const file = join(folder, 'metrics.jsonl');
    const before = await readFile(file);
    await appendFile(file, before);
    await expect(readAll()).rejects.toThrow(
      /metrics\.jsonl: damaged: it has \d+ bytes more than the run wrote/,
    );
    await writeFile(file, before);
    await rm(join(folder, 'checkpoint'), { recursive: true });
    await cp(join(folder, 'checkpoint.previous'), join(folder, 'checkpoint'), { recursive: true });
    await expect(readAll()).rejects.toThrow(
      /checkpoint: damaged: it is not the checkpoint that the run ended with/,
    );
  });

  it.each(['weights.bin', 'metrics.json', 'seal.json'])(
    'has a checkpoint to go back to: %s',
    async (name) => {
      await write();
      const file = join(folder, 'checkpoint', name);
      const bytes = await readFile(file);
      bytes[1]! ^= 1;
      await writeFile(file, bytes);
      const error = (await readAll().catch((thrown: unknown) => thrown)) as Error;
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(
        /: damaged: it .*\. Continue training from the checkpoint before it \(`--go-back`\)/,
      );
      expect(error.message).toContain(file);
      await goBack(folder);
      expect(existsSync(join(folder, 'checkpoint.damaged'))).toBe(true);
      const { weights, result: none } = await readAll();
      expect({ weights, none }).toEqual({ weights: [1, 0, 0, 0], none: undefined });
      const { metrics } = (await readCheckpoint(folder))!;
      openMetrics(folder, { keep: metrics }).close();
      expect((await readRun(folder)).records).toEqual([epoch]);
      expect((await stat(join(folder, 'metrics.jsonl'))).size).toBe(metrics!.size);
      await expect(goBack(folder)).rejects.toThrow(/checkpoint: damaged: it has no checkpoint before it/);
    },
  );

  it('is read whole while another checkpoint takes the place of the last', async () => {
    await write({ ended: false });
    let going = true;
    const writing = (async () => {
      const metrics = openMetrics(folder, { keep: (await readCheckpoint(folder))!.metrics });
      for (let number = 3; going; number++) {
        const content = Buffer.alloc(1e5, number);
        await writeCheckpoint(folder, metrics.sync(), (beside) =>
          writeFile(join(beside, 'weights.bin'), content),
        );
      }
      metrics.close();
    })();
    for (let reading = 0; reading < 50; reading++) expect(await readCheckpoint(folder)).toBeDefined();
    going = false;
    await writing;
  });

  it('of format 1, without hashes, is read as it is', async () => {
    const old = { ...description, format: 1 };
    await writeFile(join(folder, 'run.json'), JSON.stringify(old));
    await writeFile(join(folder, 'metrics.jsonl'), `${JSON.stringify(epoch)}\n`);
    await writeFile(join(folder, 'result.json'), JSON.stringify({ ...result, format: 1 }));
    expect(await readRun(folder)).toMatchObject({ description: old, records: [epoch], status: 'finished' });
    await writeFile(join(folder, 'run.json'), JSON.stringify({ ...old, format: 2 }));
    await expect(readRun(folder)).rejects.toThrow(/run\.json: damaged: it is not what was written/);
  });

  it('takes a file that was not registered for one that is not there', async () => {
    await writeFile(join(folder, 'mean.bin'), 'whole');
    expect(await readRunFile(folder, 'mean.bin')).toBeUndefined();
    await writeRunFile(folder, 'mean.bin', 'whole');
    expect(hashBytes((await readRunFile(folder, 'mean.bin'))!)).toEqual(hashBytes('whole'));
  });

  it('does not write over a file that is not its own', async () => {
    await writeFile(join(folder, 'mean.bin'), "somebody's");
    await expect(writeRunFile(folder, 'mean.bin', 'ours')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /mean\.bin: a file of this name is already in the folder.*Move it elsewhere/,
      ),
    });
    expect(await readFile(join(folder, 'mean.bin'), 'utf8')).toBe("somebody's");
  });
});

it
  .runIf(process.platform === 'linux')
  .each([
    ...['run.json', 'result.json', 'metrics.jsonl', 'mean.bin', 'files.json'],
    ...['checkpoint/weights.bin', 'checkpoint/metrics.json', 'checkpoint/seal.json'],
  ])('does not wait for what a pipe in the place of %s will never say', async (name) => {
  await write();
  await rm(join(folder, name));
  execFileSync('mkfifo', [join(folder, name)]);
  await expect(readAll()).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(name) });
});
