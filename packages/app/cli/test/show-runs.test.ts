import type { RunEvent } from '@rectified/experiments';
import { expect, it, vi } from 'vitest';
import { showRuns } from '../src/show-runs.js';

const backend = { name: 'cpu', kernels: 'plain', detail: '', rejected: [] } as const;

/** How far a run is said to be, at every event, and how far it is, where a measured image takes a third of a trained one. */
function shownShares({ runs = 1, epochs = 3, images = 400, clean = 100, test = 1000, evaluateEvery = 1 }) {
  const said: [said: number, done: number][] = [];
  let done = 0;
  const measured = (epoch: number) => epoch % evaluateEvery === 0 || epoch === epochs;
  const measurements = Array.from({ length: epochs }, (_, i) => i + 1).filter(measured).length;
  const whole = runs * (epochs * images + (measurements * (clean + test)) / 3);
  const job = runs > 1 ? 'all' : 'run 1';
  const show = showRuns(
    {
      move: (name, at, total) => void (name === job && said.push([at / total, done / whole])),
      end() {},
      note() {},
      stop() {},
    },
    { runs },
  );
  for (let run = 1; run <= runs; run++) {
    const tell = (event: object) => show(`run ${run}`, event as RunEvent);
    tell({ type: 'start', backend, epochs, images, measured: clean + test, evaluateEvery, parameters: 1 });
    for (let epoch = 1; epoch <= epochs; epoch++) {
      for (let seen = 100; seen <= images; seen += 100) {
        done += 100;
        tell({ type: 'step', epoch, images: seen, loss: 1, step: 1, steps: 1, rate: 1, imagesPerSecond: 1 });
      }
      for (const of of measured(epoch) ? [clean, test] : [])
        for (let seen = 100; seen <= of; seen += 100) {
          done += 100 / 3;
          tell({ type: 'evaluate', images: seen, of });
        }
    }
    tell({ type: 'crashed', message: '' });
  }
  return said;
}

// What is left is told from this share, so that from the first step on it must be that of all the work.
it.each([
  {},
  { runs: 3 },
  { clean: 0 },
  { clean: 1000, test: 100 },
  { epochs: 1 },
  { epochs: 5, evaluateEvery: 2 },
  { epochs: 4, evaluateEvery: 9, runs: 2 },
])('measurements count as work: %o', (options) => {
  const shares = shownShares(options);
  for (const [said, done] of shares) expect(said).toBeCloseTo(done, 2);
  expect(shares.at(-1)![0]).toBe(1);
});

/** What is said of several runs, each epoch of which takes `seconds`, where `crash` ends at once and `kept` was there. */
function remarksOn(
  runs: number,
  { epochs = 4, seconds = 30, kept = 0, crash = 0, status = 'finished' } = {},
) {
  vi.useFakeTimers({ now: new Date(2026, 0, 4, 12, 0) });
  const notes: string[] = [];
  const note = (text: string) => void (/runs/.test(text) && notes.push(text));
  const show = showRuns({ move() {}, end() {}, note, stop() {} }, { runs });
  for (let run = 1; run <= runs; run++) {
    const tell = (event: object) => show(`run ${run}`, event as RunEvent);
    const result = { status, epochs, steps: 1, seconds: 1, imagesPerSecond: 1 };
    if (run > kept) {
      tell({ type: 'start', backend, epochs, images: 100, measured: 0, evaluateEvery: 1, parameters: 1 });
      for (let epoch = 1; epoch <= epochs; epoch++)
        for (let images = 10; images <= 100; images += 10) {
          if (run === crash && epoch > 1) continue;
          tell({ type: 'step', epoch, images, loss: 1, step: 1, steps: 1, rate: 1, imagesPerSecond: 1 });
          vi.advanceTimersByTime(100 * seconds);
        }
    }
    tell(run === crash ? { type: 'crashed', message: '' } : { type: 'ended', result, kept: run <= kept });
  }
  vi.useRealTimers();
  return notes;
}

it('says from the first steps how long all runs will take, and again after each', () => {
  expect(remarksOn(3)).toEqual([
    expect.stringMatching(/^all 3 runs: about [456] min, until Sun 12:0[567]$/),
    expect.stringMatching(/^1 of 3 runs have ended; the others will take about 4 min, until Sun 12:06$/),
    expect.stringMatching(/^2 of 3 runs have ended; the others will take about 2 min, until Sun 12:06$/),
  ]);
});

it('does not take what was done before, or was not done, for the work of this time', () => {
  expect(remarksOn(4, { kept: 2 })).toEqual([
    expect.stringMatching(/^all 4 runs: about [345] min/),
    expect.stringMatching(/^3 of 4 runs have ended; the others will take about 2 min/),
  ]);
  const [, first] = remarksOn(3, { crash: 1 });
  expect(first).toMatch(/^1 of 3 runs have ended; the others will take about 4 min/);
});

it('says nothing of the time that is left where runs were stopped', () => {
  expect(remarksOn(3, { status: 'interrupted' })).toHaveLength(1);
});

it('says once where a run goes on that had begun', () => {
  const notes: string[] = [];
  const show = showRuns({ move() {}, end() {}, note: (text) => notes.push(text), stop() {} }, { runs: 1 });
  const event = { type: 'step', epoch: 2, images: 10, loss: 1, steps: 400, rate: 1, imagesPerSecond: 1 };
  for (const step of [104, 105]) show('relu', { ...event, step } as RunEvent);
  expect(notes).toEqual(['relu: resuming after step 103 of 400']);
});

it('of one run, which has its own line, says nothing', () => {
  expect(remarksOn(1)).toEqual([]);
});
