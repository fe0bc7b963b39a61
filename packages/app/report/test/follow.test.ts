import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { follow, progressOf, readComparison, summarizeArms } from '../src/index.js';
import { writeComparison, writeRun } from './write-runs.js';

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'rectified-follow-'));
});
afterEach(() => rm(out, { recursive: true }));

const quickly = { every: 0.01, signal: AbortSignal.timeout(20_000) };

describe('follow', () => {
  it('calls at once and after every change, until nothing more is to come', async () => {
    const run = (seed: number) =>
      writeRun(join(out, 'relu', `seed-${seed}`), { activation: 'relu', seed, test: [0.3] });
    let calls = 0;
    await follow(
      [out],
      async () => {
        calls++;
        if (calls < 3) await run(calls);
        return calls < 3;
      },
      quickly,
    );
    expect(calls).toBe(3);
    expect(quickly.signal.aborted).toBe(false);
  });

  it('does not call again while nothing changes, nor for what it wrote itself, and ends by the signal', async () => {
    await writeRun(join(out, 'a'), { activation: 'relu', seed: 1, test: [0.3] });
    const { signal } = { signal: AbortSignal.timeout(300) };
    let calls = 0;
    await follow(
      [out],
      async () => {
        calls++;
        await writeReportLike();
        return true;
      },
      { every: 0.01, signal },
    );
    expect([calls, signal.aborted]).toEqual([1, true]);

    async function writeReportLike() {
      const { mkdir, writeFile } = await import('node:fs/promises');
      await mkdir(join(out, 'report'), { recursive: true });
      await writeFile(join(out, 'report', 'report.html'), String(Math.random()));
    }
  });
});

describe('progressOf', () => {
  it('counts runs that failed as ended, stopped ones and those that are not there as to come', async () => {
    await writeComparison(
      out,
      [
        { activation: 'relu', seed: 1, test: [0.3] },
        { activation: 'relu', seed: 2, test: [0.9], status: 'dead' },
        { activation: 'prelu', seed: 1, test: [0.3], status: 'interrupted' },
      ],
      { relu: 'ReLU', prelu: 'PReLU' },
    );
    const { runs, titles, missing } = await readComparison(out);
    expect(progressOf([summarizeArms(runs, { titles, missing })])).toEqual({ ended: 2, of: 4 });
  });
});
