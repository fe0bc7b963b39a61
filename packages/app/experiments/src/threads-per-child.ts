import { processorCount } from '@rectified/system';

/**
 * The environment variables that divide the processors among concurrent runs: each computes, on any backend, on as
 * many threads as its share of processors, and on at least one. If the environment already sets the number, it is not
 * changed.
 */
export function threadsPerChild(
  runs: number,
  { RECTIFIED_THREADS, TF_NUM_INTRAOP_THREADS }: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  if (runs <= 1 || RECTIFIED_THREADS || TF_NUM_INTRAOP_THREADS) return {};
  return { RECTIFIED_THREADS: String(Math.max(1, Math.floor(processorCount() / runs))) };
}
