import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isRunning } from './is-running.js';
import { processStat } from './process-stat.js';

/** What tells a process from all others, also from a later one that was given its number. */
export interface ProcessIdentity {
  readonly host: string;
  /** One start of the machine; its containers have it in common. */
  readonly boot: string;
  /** The namespace that its number belongs to: every container has its own. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** When it began, in clock ticks after the machine's start. */
  readonly start: string;
}

/** On systems other than Linux, which tell none of it. */
const UNKNOWN = '0';

export function thisProcess(): ProcessIdentity {
  return {
    host: hostname(),
    boot: thisBoot(),
    pidNamespace: thisPidNamespace(),
    pid: process.pid,
    start: processStat('self')?.start ?? UNKNOWN,
  };
}

/**
 * Whether a process still runs; `undefined` where that cannot be known: it belongs to another machine or container, or its
 * system does not show it, or cannot tell it from a later one with the same number.
 */
export function isAlive({
  host,
  boot = UNKNOWN,
  pidNamespace = UNKNOWN,
  pid,
  start = UNKNOWN,
}: Pick<ProcessIdentity, 'host' | 'pid'> & Partial<ProcessIdentity>): boolean | undefined {
  if (host !== hostname()) return undefined;
  const known = [boot, pidNamespace, start].every((part) => part !== UNKNOWN);
  if (known && (boot !== thisBoot() || pidNamespace !== thisPidNamespace())) return undefined;
  if (!isRunning(pid)) return false;
  const [own, its] = [processStat('self'), processStat(pid)];
  // The /proc of another namespace shows other processes; one with `hidepid` hides those of other users.
  if (!known || own?.pid !== process.pid || its === undefined) return undefined;
  return its.start === start && !/[ZX]/.test(its.state);
}

const thisBoot = () => reading(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));

/** The number in `pid:[4026531836]`. */
const thisPidNamespace = () => reading(() => readlinkSync('/proc/self/ns/pid').replace(/\D/g, ''));

function reading(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return UNKNOWN;
  }
}
