import { InputError } from '@rectified/errors';
import { processorCount } from './processor-count.js';

const MOST = 1024;

/**
 * How many threads this process computes on: `$RECTIFIED_THREADS`, else `$TF_NUM_INTRAOP_THREADS` (TensorFlow's own
 * variable), else as many as it may use processors ({@link processorCount}).
 */
export function threadCount(environment: NodeJS.ProcessEnv = process.env): number {
  const { RECTIFIED_THREADS: wanted, TF_NUM_INTRAOP_THREADS: tensorflow } = environment;
  if (wanted) {
    if (isCount(wanted)) return Number(wanted);
    throw new InputError({
      what: 'the variable RECTIFIED_THREADS',
      expected: `a whole number from 1 to ${MOST}`,
      got: JSON.stringify(wanted),
    });
  }
  return tensorflow && isCount(tensorflow) ? Number(tensorflow) : processorCount();
}

function isCount(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= MOST;
}
