import { readFileSync } from 'node:fs';

/**
 * For how many milliseconds the main thread of a process could have run but had no processor, since it started: on a busy machine, most of the
 * time that passes. 0 if the system does not say (only Linux does), or if the process has ended.
 */
export function waitedForProcessor(pid: number | undefined): number {
  try {
    // Nanoseconds on a processor, nanoseconds of waiting for one, and how often it has run.
    const [, waited] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(waited) / 1e6 || 0;
  } catch {
    return 0;
  }
}
