import { readFileSync } from 'node:fs';

/**
 * What Linux says about a process: its ID in its own namespace, its state (`Z` for a zombie, which has ended but whose parent
 * has not collected its exit status), and when it started.
 */
export function processStat(pid: number | 'self'): { pid: number; state: string; start: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command's name in parentheses, may contain anything; the start time is field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid: Number.parseInt(stat, 10), state: fields[0]!, start: fields[19]! };
  } catch {
    return undefined;
  }
}
