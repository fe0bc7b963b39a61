import { MultiBar, type SingleBar } from 'cli-progress';
import stringWidth from 'string-width';
import { barLine } from './bar-line.js';
import { printable } from './printable.js';
import { speakAbove } from './speak.js';
import type { Streams, Terminal } from './terminal.js';
import { amount, duration } from './text.js';

/** Shows the progress of several jobs: bars on a terminal, a line every ten seconds elsewhere, nothing with `--quiet`. */
export interface Progress {
  /** Sets a job's state; the first call for a job starts it. */
  move(job: string, done: number, total: number, detail?: string): void;
  /** Ends a job. */
  end(job: string): void;
  /** A remark, above the bars. */
  note(text: string): void;
  /** Ends everything; further calls do nothing. */
  stop(): void;
}

interface Job {
  readonly began: number;
  /** The job's state at the start: a resumed one doesn't start at 0. */
  readonly from: number;
  printed: number;
  bar?: SingleBar;
}

export function progress({ stderr, quiet, note }: Terminal, { unit }: { unit: string }): Progress {
  const jobs = new Map<string, Job>();
  const bars = quiet || !canDraw(stderr) ? undefined : drawBars(stderr);
  let stopped = false;

  return {
    move(name, done, total, detail = '') {
      if (stopped || quiet) return;
      const now = Date.now();
      let job = jobs.get(name);
      if (job === undefined) {
        const bar = bars?.add(name);
        job = { began: now, from: done, printed: now, bar };
        jobs.set(name, job);
      }
      const share = total > 0 ? done / total : 0;
      const speed = ((done - job.from) / (now - job.began)) * 1000;
      const facts = [detail];
      if (speed > 0 && Number.isFinite(speed))
        facts.push(`${duration((total - done) / speed)} left`, `${amount(speed)} ${unit}/s`);
      const said = facts.filter(Boolean);
      if (bars) job.bar?.update(share, { facts: said });
      else if (now - job.printed >= 10_000) {
        note(`${name}: ${(100 * share).toFixed(0)} %${said.map((fact) => `, ${fact}`).join('')}`);
        job.printed = now;
      }
    },
    end(name) {
      const bar = jobs.get(name)?.bar;
      if (bar !== undefined && !stopped) bars?.remove(bar);
      jobs.delete(name);
    },
    note,
    stop() {
      if (!stopped) bars?.stop();
      stopped = true;
    },
  };
}

/** Whether a stream is a terminal that can move its cursor, and plain text was not requested. */
function canDraw({ isTTY }: Streams['stderr'], { TERM, NO_COLOR, CI }: NodeJS.ProcessEnv = process.env) {
  return Boolean(isTTY) && TERM !== 'dumb' && !NO_COLOR && (!CI || CI === 'false');
}

const CLEAR_BELOW = '\u001b[J';
const UP = (lines: number) => `\u001b[${lines}A`;
const DOWN = (lines: number) => `\u001b[${lines}B`;

/**
 * Bars below each other, at the end of the output. Neither is the cursor hidden nor line wrapping turned
 * off, so that a killed process leaves the terminal as it was; instead, lines are made to fit.
 */
function drawBars(stderr: Streams['stderr']) {
  const bars = new MultiBar({
    stream: stderr as NodeJS.WriteStream,
    format: (_, { progress: share }, { name, facts }) => {
      const line = barLine({ name, nameWidth, share, facts }, columns() - 1);
      widths.set(name, stringWidth(line));
      return line;
    },
    linewrap: true,
    hideCursor: false,
    forceRedraw: true,
    gracefulExit: false,
    clearOnComplete: true,
    stopOnComplete: false,
    fps: 5,
  });
  const columns = () => stderr.columns || 80;
  const names = new Map<SingleBar, string>();
  /** Number of cells of each line as last drawn. */
  const widths = new Map<string, number>();
  let nameWidth = 0;

  /** A narrower terminal has broken lines in two: moves up to the first of them and clears everything below. */
  const resize = () => {
    let broken = 0;
    for (const name of names.values())
      broken += Math.max(0, Math.ceil((widths.get(name) ?? 0) / columns()) - 1);
    if (broken === 0) return;
    const others = names.size - 1;
    stderr.write(`\r${UP(broken + others)}${CLEAR_BELOW}${others > 0 ? DOWN(others) : ''}`);
  };
  stderr.on('resize', resize);

  return {
    /** Draws no bar if the terminal has no more lines. */
    add(job: string): SingleBar | undefined {
      if (names.size + 2 > (stderr.rows || 24)) return undefined;
      const name = printable(job);
      nameWidth = Math.max(nameWidth, stringWidth(name));
      const bar = bars.create(1, 0, { name, facts: [] });
      names.set(bar, name);
      speakAbove(stderr, (text) => bars.log(`${CLEAR_BELOW}${text}`));
      return bar;
    },
    remove(bar: SingleBar): void {
      bars.remove(bar);
      names.delete(bar);
      nameWidth = Math.max(0, ...[...names.values()].map((name) => stringWidth(name)));
    },
    stop(): void {
      stderr.off('resize', resize);
      speakAbove(stderr, undefined);
      if (!bars.isActive) return;
      bars.update(); // writes the pending remarks
      bars.stop();
    },
  };
}
