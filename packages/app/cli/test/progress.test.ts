import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { progress } from '../src/progress.js';
import { terminal } from '../src/terminal.js';

const name = 'rectified';

/** A terminal of this size, and what was written to it. */
function screen(size: { columns: number; rows: number }) {
  let written = '';
  const stderr = Object.assign(
    new Writable({
      write(chunk, _, done) {
        written += chunk;
        done();
      },
    }),
    { isTTY: true, ...size },
  );
  const take = () => {
    const text = written;
    written = '';
    return text;
  };
  return { stderr, take };
}

beforeEach(() => {
  vi.useFakeTimers();
  for (const name of ['TERM', 'NO_COLOR', 'CI']) vi.stubEnv(name, '');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

it('draws bars that fit, with remarks above them, and goes up to lines that a narrower terminal has broken', () => {
  const { stderr, take } = screen({ columns: 60, rows: 24 });
  const shown = progress(terminal({ stdout: stderr, stderr, name }, {}), { unit: 'img' });
  shown.move('all', 0, 100);
  shown.move('relu', 0, 50, 'epoch 1, loss 2.302');
  vi.advanceTimersByTime(1000);
  shown.move('relu', 25, 50, 'epoch 1, loss 2.301');
  shown.note('a remark');
  vi.advanceTimersByTime(1000);
  const drawn = take();
  expect(drawn).toMatch(/a remark/);
  expect(drawn).toMatch(/relu .*50 %/);

  stderr.columns = 20;
  stderr.emit('resize');
  expect(take()).toContain('\u001b[J'); // clears what is below
  shown.end('relu');
  shown.stop();
  shown.move('relu', 50, 50);
  shown.stop();
  expect(stderr.listenerCount('resize')).toBe(0);
});

it('draws no bar where the terminal has no more lines, and none at all where plain text is asked for', () => {
  const small = screen({ columns: 40, rows: 2 });
  const bars = progress(terminal({ stdout: small.stderr, stderr: small.stderr, name }, {}), { unit: 'img' });
  bars.move('one', 1, 2);
  bars.move('two', 1, 2);
  bars.end('two');
  bars.stop();

  vi.stubEnv('TERM', 'dumb');
  const plain = screen({ columns: 40, rows: 24 });
  const lines = progress(terminal({ stdout: plain.stderr, stderr: plain.stderr, name }, {}), { unit: 'img' });
  lines.move('relu', 0, 100);
  vi.advanceTimersByTime(10_000);
  lines.move('relu', 50, 100, 'epoch 1');
  lines.stop();
  expect(plain.take()).toBe('relu: 50 %, epoch 1, 10 s left, 5 img/s\n');
});
