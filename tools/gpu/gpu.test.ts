import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRunning } from '@rectified/system';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Results, StageResult } from './results.ts';
import { runStage } from './run-stage.ts';
import type { StageOrder } from './stage.ts';
import { limitNow, stageNames, timePlan } from './time-plan.ts';
import { toMarkdown } from './to-markdown.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gpu-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const root = join(import.meta.dirname, '../..');
const gpu = (...args: string[]) =>
  promisify(execFile)(
    process.execPath,
    [
      '--conditions=@rectified/source',
      '--import=tsx',
      join(import.meta.dirname, 'gpu.ts'),
      '--out',
      folder,
      ...args,
    ],
    { cwd: root },
  );
const results = () => JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as Results;

it('rehearses the whole run on a processor, and does nothing twice', async () => {
  const rehearse = () => gpu('--minutes', '6', '--device', 'cpu', '--size', 'least');
  await rehearse();
  const { stages } = results();
  expect(
    Object.entries(stages).map(([name, { status, reason, faults }]) => [name, status, reason, faults]),
  ).toEqual(stageNames.map((name) => [name, 'done', undefined, []]));
  expect(stages.noise!.tables['Uniform numbers']!.map(({ engine }) => engine)).toEqual(['eager', 'compiled']);
  expect(stages.speed!.tables['NIN in training']!.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['Rectified, eager', 'Rectified, compiled', 'Rectified, compiled, but relu']),
  );
  expect(stages.training!.tables.Runs!.map(({ arm, status }) => [arm, status])).toEqual([
    ['ReLU', 'finished'],
    ['RReLU', 'finished'],
  ]);
  expect(readFileSync(join(folder, 'results.md'), 'utf8')).toContain('no figure here says anything of a GPU');

  const { stdout } = await rehearse();
  expect(stdout).toMatch(/speed: already done/);
  expect(results().stages.speed).toEqual(stages.speed);
  await expect(gpu('--minutes', '6', '--device', 'cpu', '--size', 'small')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('results of another kind'),
  });
});

it('refuses an invalid time', async () => {
  await expect(gpu('--minutes', 'soon')).rejects.toMatchObject({ code: 2 });
  expect(existsSync(join(folder, 'results.json'))).toBe(false);
});

it('says that the machine has no GPU', async () => {
  const order: StageOrder = { device: 'gpu', size: 'least', out: folder, limit: 60 };
  const result = await runStage('noise', order, { log: join(folder, 'log') });
  expect(result).toMatchObject({
    status: 'failed',
    facts: {},
    reason: expect.stringMatching(/tfjs-node-gpu/),
  });
});

it('does not count a measurement as done if none of our engines started', async () => {
  const order: StageOrder = { device: 'gpu', size: 'least', out: folder, limit: 240, python: 'no-python' };
  const { status, reason, faults, tables } = await runStage('speed', order, { log: join(folder, 'log') });
  expect([status, reason]).toEqual(['failed', expect.stringContaining('none of our engines started')]);
  expect(tables['Not measured']!.map(({ what }) => what)).toContain('Rectified, compiled');
  expect(faults).toContain('Rectified, compiled did not start (float32, 0.03, 4)');
});

it('stops a stage and all its processes when its time is up, and keeps its results', async () => {
  const python = join(folder, 'python');
  const pids = join(folder, 'pids');
  // A PyTorch that is found but never answers.
  writeFileSync(
    python,
    `#!/bin/sh\n[ "$1" = -c ] && { echo 2.0; exit; }\necho $$ >> ${pids}\nexec sleep 1000\n`,
    { mode: 0o755 },
  );
  const order: StageOrder = { device: 'cpu', size: 'least', out: folder, limit: 25, python };
  const result = await runStage('speed', order, { log: join(folder, 'log') });
  expect(result).toMatchObject({ status: 'out of time', facts: { PyTorch: '2.0' } });
  const [pid] = readFileSync(pids, 'utf8').split('\n');
  await vi.waitFor(() => expect(isRunning(Number(pid))).toBe(false));
});

it('plans exactly the given time, and gives what other stages leave to training', () => {
  for (const seconds of [120, 600, 1500, 36_000]) {
    const plan = timePlan(seconds, 'gpu');
    const limits = plan.map(({ limit }) => limit);
    expect(plan.map(({ name }) => name)).toEqual(stageNames);
    expect(limits.every((limit) => limit > 0)).toBe(true);
    const all = limits.reduce((sum, limit) => sum + limit, 0);
    expect(all).toBeLessThan(seconds);
    expect(all).toBeGreaterThan(0.9 * seconds);
    const training = plan.at(-1)!;
    expect(limitNow(training, { seconds, spent: 10 })).toBeGreaterThan(0.9 * seconds - 10);
    expect(limitNow(training, { seconds, spent: seconds })).toBe(0);
    expect(limitNow(plan[0]!, { seconds, spent: 0 })).toBe(plan[0]!.limit);
    // This stage reads all of TensorFlow.
    expect(plan[0]!.limit).toBeGreaterThanOrEqual(Math.min(120, seconds / 2));
  }
});

it('shows facts, faults and tables', () => {
  const speed: StageResult = {
    ...({ status: 'failed', seconds: 12.4, reason: 'no card' } as const),
    facts: { card: 'X' },
    faults: ['too slow'],
    tables: {
      Times: [
        { what: 'a | b', ms: 1.23456 },
        { what: 'c', ms: 2, note: 'n' },
      ],
    },
  };
  const text = toMarkdown({ format: 1, device: 'gpu', size: 'full', commit: 'abc', stages: { speed } });
  expect(text).toContain('failed, 12 s: no card');
  expect(text).toContain('- **Not as it should be**: too slow');
  expect(text.match(/^\|.*$/gm)).toEqual([
    '| what   |    ms | note |',
    '| :----- | ----: | :--- |',
    '| a \\| b | 1.235 |      |',
    '| c      |     2 | n    |',
  ]);
});
