import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * Whether this process was started to outlive its terminal: by `nohup`, or by a script that was. Node resets the
 * signals that its parent told it to ignore, so it cannot be asked. But shells store the program they start
 * in `_`, `nohup` provides a standard input that can only be written, and such a script ignores the signal itself
 * (the last two can only be seen where there is a `/proc`).
 */
export function ignoresHangup({
  environment = process.env,
  parent = process.ppid,
  proc = '/proc',
}: {
  environment?: NodeJS.ProcessEnv;
  parent?: number;
  proc?: string;
} = {}): boolean {
  if (basename(environment._ ?? '') === 'nohup') return true;
  const octal = /^flags:\s*(\d+)$/m.exec(read(`${proc}/self/fdinfo/0`))?.[1];
  if (octal !== undefined && (Number.parseInt(octal, 8) & 3) === 1) return true;
  const ignored = /^SigIgn:\s*([\da-f]+)$/m.exec(read(`${proc}/${parent}/status`))?.[1];
  const command = read(`${proc}/${parent}/comm`).trim();
  return ignored !== undefined && (BigInt(`0x${ignored}`) & 1n) === 1n && shells.has(command);
}

/** Programs other than shells may ignore the signal for their own reasons. */
const shells = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'fish', 'ash', 'busybox']);

function read(file: string): string {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}
