import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isRunning } from './is-running.js';
import { processStat } from './process-stat.js';

/** What distinguishes a process from all others, including a later one with the same ID. */
export interface ProcessIdentity {
  readonly host: string;
  /** The boot of the machine; its containers share it. */
  readonly boot: string;
  /** The namespace of its ID: every container has its own. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** When it started, in clock ticks after the machine's boot. */
  readonly start: string;
}

/** For systems other than Linux, which provide none of this. */
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
 * Returns whether a process is still running; `undefined` if that cannot be known, because it belongs to another machine or container, or because its
 * system does not show it or cannot distinguish it from a later one with the same ID.
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
