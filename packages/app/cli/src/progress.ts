import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.js';
import { amount, duration } from './text.js';

/** Shows how far several jobs are: bars on a terminal, a line every ten seconds elsewhere, nothing with `--quiet`. */
export interface Progress {
  /** Sets a job's state; the job's first call begins it. */
  move(job: string, done: number, total: number, detail?: string): void;
  /** Ends a job. */
  end(job: string): void;
  /** A remark, above the bars. */
  note(text: string): void;
  /** Ends all; further calls do nothing. */
  stop(): void;
}

interface Job {
  readonly began: number;
  /** Where the job stood then: a resumed one doesn't start at 0. */
  readonly from: number;
  printed: number;
  bar?: SingleBar;
}

export function progress({ stderr, quiet, note }: Terminal, { unit }: { unit: string }): Progress {
  const jobs = new Map<string, Job>();
  const bars =
    stderr.isTTY && !quiet
      ? new MultiBar(
          {
            stream: stderr as NodeJS.WriteStream,
            format: '{job} {bar} {percentage} % {text}',
            hideCursor: true,
            gracefulExit: false,
            clearOnComplete: true,
            stopOnComplete: false,
            barsize: 24,
            fps: 5,
            autopadding: true,
          },
          Presets.shades_classic,
        )
      : undefined;
  let stopped = false;

  return {
    move(name, done, total, detail = '') {
      if (stopped || quiet) return;
      const now = Date.now();
      let job = jobs.get(name);
      if (job === undefined) {
        job = {
          began: now,
          from: done,
          printed: now,
          bar: bars?.create(total, done, { job: name, text: detail }),
        };
        jobs.set(name, job);
      }
      const speed = ((done - job.from) / (now - job.began)) * 1000;
      const facts = [detail];
      if (speed > 0 && Number.isFinite(speed))
        facts.push(`${amount(speed)} ${unit}/s`, `${duration((total - done) / speed)} left`);
      const text = facts.filter(Boolean).join(', ');
      if (job.bar) {
        job.bar.setTotal(total);
        job.bar.update(done, { text });
      } else if (now - job.printed >= 10_000) {
        note(`${name}: ${((100 * done) / total).toFixed(0)} %, ${text}`);
        job.printed = now;
      }
    },
    end(name) {
      const bar = jobs.get(name)?.bar;
      if (bar !== undefined) bars?.remove(bar);
      jobs.delete(name);
    },
    note(text) {
      if (bars === undefined || stopped || jobs.size === 0) note(text);
      else bars.log(`${text}\n`);
    },
    stop() {
      stopped = true;
      if (bars?.isActive) {
        bars.update(); // writes the remarks that wait
        bars.stop();
      }
    },
  };
}
