import { randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isRunning } from '@rectified/system';
import { answers } from './lifeline.js';

/** The process that holds a claim, and what tells it from another one with its number. */
export interface Holder {
  /** Of the claim. */
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** The kernel's own name since it was started; containers of one machine have it in common. */
  readonly boot?: string;
  /** In which numbers of processes count: every container has its own. */
  readonly pidNamespace?: string;
  /** When it was started, in ticks of the kernel's clock. */
  readonly started?: string;
  /** Name of the socket in the folder that answers while the process lives. */
  readonly socket?: string;
}

/** This process, with a new id. */
export async function thisProcess(): Promise<Holder> {
  const [boot, pidNamespace, own] = await Promise.all([bootId(), namespaceOfPids(), statOf('self')]);
  return {
    id: randomUUID(),
    pid: process.pid,
    host: hostname(),
    ...(boot !== undefined && { boot }),
    ...(pidNamespace !== undefined && { pidNamespace }),
    ...(own !== undefined && { started: own.started }),
  };
}

/** Whether a holder lives, as far as anybody here can know. */
export async function lifeOf(folder: string, holder: Holder): Promise<'lives' | 'dead' | 'unknown'> {
  const boot = await bootId();
  if (boot === undefined || holder.boot === undefined) {
    // No Linux: the number may have been given to another process since.
    return holder.host === hostname() && !isRunning(holder.pid) ? 'dead' : 'unknown';
  }
  if (boot !== holder.boot) return 'unknown'; // Another machine, or this one before it was restarted.
  if ((await namespaceOfPids()) === holder.pidNamespace && holder.pidNamespace !== undefined) {
    const known = await knownLife(holder);
    if (known !== undefined) return known;
  }
  return holder.socket === undefined ? 'unknown' : answers(folder, holder.socket);
}

/** Of a process whose number means the same here. Undefined where /proc does not show it. */
async function knownLife({ pid, started }: Holder): Promise<'lives' | 'dead' | undefined> {
  if (!isRunning(pid)) return 'dead';
  const [own, its] = await Promise.all([statOf('self'), statOf(pid)]);
  // A /proc of another namespace shows other processes; one with `hidepid` not those of other users.
  if (own?.pid !== process.pid || its === undefined || started === undefined) return undefined;
  return its.started === started && !/[ZX]/.test(its.state) ? 'lives' : 'dead';
}

const bootId = () => reading(() => readFile('/proc/sys/kernel/random/boot_id', 'utf8'));
const namespaceOfPids = () => reading(() => readlink('/proc/self/ns/pid'));

/** From `/proc/PID/stat`: its fields 1, 3 and 22 (proc(5)). The name in field 2 may hold anything, brackets too. */
async function statOf(
  pid: number | 'self',
): Promise<{ pid: number; state: string; started: string } | undefined> {
  const text = await reading(() => readFile(`/proc/${pid}/stat`, 'utf8'));
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields?.[0], fields?.[19]];
  return text === undefined || state === undefined || started === undefined
    ? undefined
    : { pid: Number.parseInt(text, 10), state, started };
}

async function reading(read: () => Promise<string>): Promise<string | undefined> {
  return read().then(
    (text) => text.trim(),
    () => undefined,
  );
}
