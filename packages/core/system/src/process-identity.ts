import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { hashBytes } from './hash-file.js';
import { isRunning } from './is-running.js';
import { processStat } from './process-stat.js';

/** What tells a process from all others, also from a later one that was given its number. */
export interface ProcessIdentity {
  readonly host: string;
  /** One start of the machine, and one space of process numbers on it: every container has its own. */
  readonly boot: string;
  readonly pid: number;
  /** When it began, in clock ticks after the machine's start. */
  readonly start: string;
}

/** On systems other than Linux, which tell neither: a number that is given anew is taken for the old process. */
const UNKNOWN = '0';

export function thisProcess(): ProcessIdentity {
  return {
    host: hostname(),
    boot: thisBoot(),
    pid: process.pid,
    start: processStat(process.pid)?.start ?? UNKNOWN,
  };
}

/** Whether a process still runs; `undefined` where it is one of another machine or container, of which nothing is known. */
export function isAlive({ host, boot, pid, start }: ProcessIdentity): boolean | undefined {
  if (host !== hostname() || boot !== thisBoot()) return undefined;
  return isRunning(pid) && (processStat(pid)?.start ?? UNKNOWN) === start;
}

function thisBoot(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    return hashBytes(boot + readlinkSync('/proc/self/ns/pid')).sha256.slice(0, 16);
  } catch {
    return UNKNOWN;
  }
}
