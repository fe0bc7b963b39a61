import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { counted } from '@rectified/errors';
import { Command } from 'commander';
import { damageFiles } from './damage-files.ts';
import { killRuns } from './kill-runs.ts';

/*
 * npm run durability: kills runs and damages their files, and reports whether anything was lost or silently wrong; the exit code
 * is then 1. Needs built packages.
 */
const { kills, flips, seed, backend, engine } = new Command('npm run durability --')
  .option('--kills <n>', 'number of SIGKILLs, every second one while a checkpoint is written', Number, 200)
  .option('--flips <n>', 'number of flipped bits per file of a run', Number, 3)
  .option('--seed <n>', 'determines moments and places', Number, 1)
  .option('--backend <name>', 'as in `rectified train`', 'auto')
  .option('--engine <name>', 'of the killed runs, as in `rectified train`', 'eager')
  .parse()
  .opts<{ kills: number; flips: number; seed: number; backend: string; engine: string }>();

const folder = mkdtempSync(join(tmpdir(), 'durability-'));
const faults: string[] = [];

if (kills > 0) {
  const onKill = (done: number) => done % 10 === 0 && console.error(`${done} of ${kills} kills`);
  const report = await killRuns({ folder: join(folder, 'kills'), kills, seed, backend, engine, onKill });
  const { inCheckpoint, beforeFirst, runs } = report;
  faults.push(...report.faults);
  console.log(
    `${report.kills} kills (${inCheckpoint} left a checkpoint half written, ${beforeFirst} came before the first), ` +
      `${runs} runs resumed to their end: ${counted(report.faults.length, 'fault')}`,
  );
}
if (flips > 0) {
  const onCase = (done: number) => done % 100 === 0 && console.error(`${done} cases of damage`);
  const report = await damageFiles({ folder: join(folder, 'damage'), flips, seed, backend, onCase });
  const { files, cases, refused, same } = report;
  faults.push(...report.faults);
  console.log(
    `${files} files damaged in ${cases} cases: ${refused} refused with the file's name, ${same} with the right result, ` +
      counted(report.faults.length, 'fault'),
  );
}
for (const fault of faults) console.log(fault);
if (faults.length > 0) {
  console.log(`files are kept in ${folder}`);
  process.exitCode = 1;
} else rmSync(folder, { recursive: true });
