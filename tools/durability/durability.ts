import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { damageFiles } from './damage-files.ts';
import { killRuns } from './kill-runs.ts';

/*
 * npm run durability: kills runs and damages their files, and reports whether anything was lost or silently wrong; the exit code
 * is then 1. Needs built packages.
 */
const { kills, flips, seed, backend, engine } = new Command('npm run durability --')
  .option('--kills <n>', 'so many SIGKILLs, every second one while a checkpoint is written', Number, 200)
  .option('--flips <n>', 'so many flipped bits of every file of a run', Number, 3)
  .option('--seed <n>', 'chooses moments and places', Number, 1)
  .option('--backend <name>', 'as `rectified train` takes it', 'auto')
  .option('--engine <name>', 'of the runs that are killed, as `rectified train` takes it', 'eager')
  .parse()
  .opts<{ kills: number; flips: number; seed: number; backend: string; engine: string }>();

const folder = mkdtempSync(join(tmpdir(), 'durability-'));
let bad = 0;

if (kills > 0) {
  const onKill = (done: number) => done % 10 === 0 && console.error(`${done} of ${kills} kills`);
  const report = await killRuns({ folder: join(folder, 'kills'), kills, seed, backend, engine, onKill });
  const { inCheckpoint, beforeFirst, runs, different, lost, failed } = report;
  bad += different.length + lost.length + failed.length;
  for (const line of [...different.map((run) => `different: ${run}`), ...lost, ...failed]) console.log(line);
  console.log(
    `${report.kills} kills (${inCheckpoint} left a checkpoint half written, ${beforeFirst} came before the first), ` +
      `${runs} runs resumed to their end: ${different.length} different, ${lost.length} lost, ${failed.length} failed`,
  );
}
if (flips > 0) {
  const onCase = (done: number) => done % 100 === 0 && console.error(`${done} cases of damage`);
  const report = await damageFiles({ folder: join(folder, 'damage'), flips, seed, backend, onCase });
  const { files, cases, refused, same, silent, unclear } = report;
  bad += silent.length + unclear.length;
  for (const line of [...silent.map((one) => `silent: ${one}`), ...unclear]) console.log(line);
  console.log(
    `${files} files damaged in ${cases} cases: ${refused} refused with the file's name, ${same} with the right result, ` +
      `${silent.length} silent, ${unclear.length} unclear`,
  );
}
if (bad > 0) {
  console.log(`files are kept in ${folder}`);
  process.exitCode = 1;
} else rmSync(folder, { recursive: true });
