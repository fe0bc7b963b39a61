import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chooseSettings, readTried, type Tried, triedTable } from './choose-settings.js';

const tried = (batch: number, rate: number, errors: readonly (number | 'dead')[]): Tried => ({
  batch,
  rate,
  runs: errors.map((error, at) =>
    error === 'dead'
      ? { arm: `arm ${at}`, status: 'dead', error: 0.1 }
      : { arm: `arm ${at}`, status: 'finished', error },
  ),
});

it('chooses the lowest mean error among settings with which every arm learned', () => {
  const all = [tried(32, 0.02, [0.5, 0.6]), tried(32, 0.05, [0.5, 0.4]), tried(64, 0.1, ['dead', 0.2])];
  expect(chooseSettings(all)).toBe(all[1]);
  expect(triedTable(all, all[1]!)).toBe(`|  Batch |     Rate |       arm 0 |       arm 1 |        Mean |
| -----: | -------: | ----------: | ----------: | ----------: |
|     32 |     0.02 |     50.00 % |     60.00 % |     55.00 % |
| **32** | **0.05** | **50.00 %** | **40.00 %** | **45.00 %** |
|     64 |      0.1 |        dead |     20.00 % |             |`);
});

it('refuses if no settings are usable, or if arms differ', () => {
  expect(() => chooseSettings([tried(32, 1, ['dead', 0.2]), tried(32, 2, [0.89, 0.2])])).toThrow(
    'no settings with which every arm learned',
  );
  expect(() => chooseSettings([tried(32, 1, [0.1]), tried(32, 2, [0.1, 0.2])])).toThrow('different arms');
});

it('reads the output of compare', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tried-'));
  try {
    const run = join(folder, 'relu', 'seed-4');
    mkdirSync(run, { recursive: true });
    const write = (file: string, value: object) => writeFileSync(file, `${JSON.stringify(value)}\n`);
    const measures = { running: { loss: 1, error: 0.5 }, test: { loss: 1, error: 0.25 } };
    const numbers = { images: 1, seconds: 1, waited: 0, rate: 1 };
    const final = { type: 'epoch', epoch: 1, step: 1, ...measures, ...numbers };
    write(join(run, 'run.json'), {
      ...{ format: 1, created: '2026-11-28T10:00:00.000Z', config: {}, versions: {} },
      backend: { name: 'cpu' },
    });
    write(join(run, 'metrics.jsonl'), final);
    write(join(run, 'result.json'), {
      ...{ format: 1, status: 'finished', epochs: 1, steps: 1, final, best: final, seconds: 1 },
      ...{ imagesPerSecond: 1, waiting: 0, peakMemory: 1 },
    });
    const config = { batch: 16, optimizer: { rate: { start: 0.3, decay: 'linear' } } };
    const arms = [{ activation: 'relu', title: 'ReLU', folder: 'relu' }];
    write(join(folder, 'compare.json'), { config, arms, seeds: [4] });
    const runs = [{ arm: 'relu', status: 'finished', error: 0.25 }];
    expect(await readTried(folder)).toEqual({ batch: 16, rate: 0.3, runs });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
