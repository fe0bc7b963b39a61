import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRun, openMetrics, readRun, writeResult } from '@rectified/run-folder';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepRecords, restoreRecords } from './run-records.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'records-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const final = {
  ...({ type: 'epoch', epoch: 1, step: 1, images: 1, seconds: 1, waited: 0, rate: 1 } as const),
  running: { loss: 1, error: 0.5 },
};

/** A run of a comparison, with a file in place of weights. */
async function run(arm: string, seed: number, { status = 'finished' } = {}): Promise<string> {
  const own = join(folder, 'study', arm, `seed-${seed}`);
  const config = { activation: arm, seed };
  const created = '2026-11-28T10:00:00.000Z';
  await createRun(own, { format: 2, created, config, versions: {}, backend: { name: 'cpu' } });
  const metrics = openMetrics(own);
  metrics.append(final);
  metrics.close();
  writeFileSync(join(own, 'claim.1.json'), '{}');
  const spent = { seconds: 1, imagesPerSecond: 1, waiting: 0, peakMemory: 1 };
  if (status !== 'running')
    await writeResult(own, {
      format: 1,
      status: status as 'finished',
      epochs: 1,
      steps: 1,
      final,
      best: final,
      ...spent,
    });
  return own;
}

async function comparison(): Promise<void> {
  for (const arm of ['relu', 'rrelu'])
    for (const seed of [1, 2])
      await run(arm, seed, {
        status: seed === 1 ? 'finished' : arm === 'relu' ? 'running' : 'interrupted',
      });
  const arms = ['relu', 'rrelu'].map((name) => ({ activation: name, title: name, folder: name }));
  writeFileSync(join(folder, 'study', 'compare.json'), JSON.stringify({ format: 1, arms, seeds: [1, 2] }));
}

it('archives the runs that have ended, always as the same bytes, and restores them', async () => {
  await comparison();
  const [study, kept] = [join(folder, 'study'), join(folder, 'kept')];
  const archives = ['relu-seed-1.tar.gz', 'rrelu-seed-1.tar.gz'];
  expect(await keepRecords(study, kept)).toEqual(archives.map((name) => join(kept, name)));
  expect(await keepRecords(study, kept)).toEqual([]);
  await keepRecords(study, join(folder, 'again'));
  for (const name of archives)
    expect(readFileSync(join(folder, 'again', name))).toEqual(readFileSync(join(kept, name)));

  const restored = join(folder, 'restored');
  await restoreRecords(restored, kept);
  expect(readdirSync(join(restored, 'rrelu'))).toEqual(['seed-1']);
  expect(existsSync(join(restored, 'rrelu', 'seed-1', 'claim.1.json'))).toBe(false);
  const { result, records } = await readRun(join(restored, 'rrelu', 'seed-1'));
  expect([result?.status, records.length]).toEqual(['finished', 1]);

  writeFileSync(join(restored, 'compare.json'), 'mine');
  await restoreRecords(restored, kept);
  expect(readFileSync(join(restored, 'compare.json'), 'utf8')).toBe('mine');
});

it('does not archive damaged runs', async () => {
  await comparison();
  const file = join(folder, 'study', 'relu', 'seed-1', 'metrics.jsonl');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"error":0.5', '"error":0.4'));
  await expect(keepRecords(join(folder, 'study'), join(folder, 'kept'))).rejects.toThrow('metrics.jsonl');
});
