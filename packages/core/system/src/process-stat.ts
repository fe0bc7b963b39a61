import { readFileSync } from 'node:fs';

/**
 * What Linux says about a process: its number as it sees itself, its state (`Z` for a zombie, which has ended and whose parent
 * has not asked how), and when it began.
 */
export function processStat(pid: number | 'self'): { pid: number; state: string; start: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command's name in parentheses, may hold anything; the start is field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid: Number.parseInt(stat, 10), state: fields[0]!, start: fields[19]! };
  } catch {
    return undefined;
  }
}
