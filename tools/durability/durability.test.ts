import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { damageFiles } from './damage-files.ts';
import { killRuns } from './kill-runs.ts';

// `npm run durability` does the same with 200 kills and more damage.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'durability-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('a run that is killed repeatedly ends like one that was never killed', async () => {
  const report = await killRuns({ folder: join(folder, 'kills'), kills: 4, seed: 1 });
  expect(report).toMatchObject({ kills: 4, faults: [] });
  expect(report.runs).toBeGreaterThan(0);
});

it('a damaged file is reported by name, or changes nothing', async () => {
  const report = await damageFiles({ folder: join(folder, 'damage'), flips: 1, seed: 1 });
  expect(report.faults).toEqual([]);
  expect(report.refused).toBeGreaterThan(report.cases / 4);
});
