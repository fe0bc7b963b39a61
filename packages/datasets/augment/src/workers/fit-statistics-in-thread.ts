import type { Dataset } from '@rectified/dataset';
import { InputError, type InputErrorDetails } from '@rectified/errors';
import { Tinypool } from 'tinypool';
import { type FitOptions, fit } from '../fit.js';
import type { Augmentation } from '../resolve-steps.js';
import type { Statistics } from '../statistics.js';
import type { Whitening } from '../whitening.js';
import { workerOptions } from './worker-options.js';

/**
 * The same as `fitStatistics`, bit for bit, with the long part, the whitening matrix, in a separate thread, so that this one can show
 * progress and be interrupted. An abort ends the thread at once, whatever it is doing.
 *
 * @example
 * const statistics = await fitStatisticsInThread('nin', train, { seed: 1, signal });
 */
export async function fitStatisticsInThread(
  augmentation: Augmentation,
  dataset: Dataset,
  options: FitOptions,
): Promise<Statistics> {
  return fit(augmentation, dataset, options, (mean) => whiteningInThread(mean, options.signal));
}

function whiteningInThread(mean: Float32Array, signal: AbortSignal | undefined): Whitening {
  const pool = new Tinypool({
    ...workerOptions,
    name: 'whiten',
    minThreads: 1,
    maxThreads: 1,
    workerData: mean,
  });
  /** The thread does one thing at a time, and ends when it is asked to. */
  async function run(task: object, transferList: ArrayBuffer[] = []): Promise<unknown> {
    if (signal === undefined) return pool.run(task, { transferList });
    signal.throwIfAborted();
    const { promise, reject } = withReject();
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    const running = pool.run(task, { transferList });
    running.catch(() => {}); // the thread may be ended
    try {
      return await Promise.race([running, promise]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  return {
    async add(pixels, count) {
      await run({ pixels, count }, [pixels.buffer as ArrayBuffer]);
    },
    async matrix(bias, onSecond) {
      const began = Date.now();
      const clock = setInterval(() => onSecond?.(Math.round((Date.now() - began) / 1000)), 1000);
      onSecond?.(0);
      try {
        const made = await run({ bias });
        if (made instanceof Float32Array) return made;
        throw new InputError(made as InputErrorDetails);
      } finally {
        clearInterval(clock);
      }
    },
    close: () => pool.destroy(),
  };
}

function withReject(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject!: (reason: unknown) => void;
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  promise.catch(() => {}); // the error is thrown where it is awaited
  return { promise, reject };
}
