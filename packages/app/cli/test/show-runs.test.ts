import type { RunEvent } from '@rectified/experiments';
import { expect, it } from 'vitest';
import { showRuns } from '../src/show-runs.js';

const backend = { name: 'cpu', kernels: 'plain', detail: '', rejected: [] } as const;

/** How far a run is said to be, at every event, and how far it is, where a measured image takes a third of a trained one. */
function shownShares({ runs = 1, epochs = 3, images = 400, clean = 100, test = 1000 }) {
  const said: [said: number, done: number][] = [];
  let done = 0;
  const whole = runs * epochs * (images + (clean + test) / 3);
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
    tell({ type: 'start', backend, epochs, images, measured: clean + test, parameters: 1 });
    for (let epoch = 1; epoch <= epochs; epoch++) {
      for (let seen = 100; seen <= images; seen += 100) {
        done += 100;
        tell({ type: 'step', epoch, images: seen, loss: 1, step: 1, steps: 1, rate: 1, imagesPerSecond: 1 });
      }
      for (const of of [clean, test])
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
it.each([{}, { runs: 3 }, { clean: 0 }, { clean: 1000, test: 100 }, { epochs: 1 }])(
  'measurements count as work: %o',
  (options) => {
    const shares = shownShares(options);
    for (const [said, done] of shares) expect(said).toBeCloseTo(done, 2);
    expect(shares.at(-1)![0]).toBe(1);
  },
);
