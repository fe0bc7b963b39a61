import { processorCount } from '@rectified/system';

/**
 * The variables by which the processors are shared out among runs at a time: each computes, on whichever backend, on as
 * many threads as it has processors, and on one at least. How many a process takes is not changed where the environment
 * says it.
 */
export function threadsPerChild(
  runs: number,
  { RECTIFIED_THREADS, TF_NUM_INTRAOP_THREADS }: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  if (runs <= 1 || RECTIFIED_THREADS || TF_NUM_INTRAOP_THREADS) return {};
  return { RECTIFIED_THREADS: String(Math.max(1, Math.floor(processorCount() / runs))) };
}
