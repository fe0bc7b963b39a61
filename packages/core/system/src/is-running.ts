import { processStat } from './process-stat.js';

/** Returns whether a process is running on this machine, including one of another user. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0); // Signal 0 only checks.
  } catch (error) {
    // It is running, and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return processStat(pid)?.state !== 'Z'; // a zombie has ended, and keeps its ID until its parent collects its exit status
}
