import { type Example, makeDataset } from '@rectified/dataset';
import { nin } from '@rectified/nin';
import { streamOf, uniform } from '@rectified/random';
import { RReLU, rrelu } from '@rectified/rrelu';
import { sgd, train } from '@rectified/trainer';
import * as tf from '@tensorflow/tfjs-core';

/** The results of one environment. */
export interface Trained {
  readonly backend: string;
  /** The bits of the slopes drawn by RReLU, as int32. */
  readonly noise: readonly number[];
  /** Losses of the two epochs, in training mode. */
  readonly losses: readonly number[];
  /** Number of misclassified images in test mode afterwards. */
  readonly error: number;
}

/**
 * Trains a narrow NIN with RReLU for two epochs. The code is the same for Node and browsers, and for every backend.
 */
export async function trainNin(): Promise<Trained> {
  const model = nin({ classes: 2, activation: () => new RReLU(), width: 0.05, shape: [12, 12, 3], seed: 1 });
  const run = train(model, {
    data: { train: stripes(32, 1), test: stripes(16, 2) },
    optimizer: sgd({ rate: 0.05, momentum: 0.9, decay: 1e-4 }),
    epochs: 2,
    batch: 8,
    seed: 1,
  });
  const losses: number[] = [];
  let error = Number.NaN;
  for await (const { running, test } of run) {
    losses.push(running.loss);
    error = test!.error;
  }
  return { backend: tf.getBackend(), noise: await drawnSlopes(), losses, error };
}

/** RReLU turns -1 into minus the slope. */
async function drawnSlopes(): Promise<number[]> {
  const noise = { seed: 7, stream: streamOf('act1'), step: 3 };
  const slopes = tf.tidy(() => rrelu(tf.neg(tf.ones([1000])), { training: true, noise }));
  const values = (await slopes.data()) as Float32Array;
  slopes.dispose();
  return [...new Int32Array(values.buffer, values.byteOffset, values.length)];
}

/** Noise with a brighter upper or left half. */
function stripes(size: number, seed: number) {
  const shape = [12, 12, 3] as const;
  const length = 12 * 12 * 3;
  const noise = uniform(size * length, { seed, stream: 0, step: 0 });
  const get = (index: number): Example => ({
    label: index % 2,
    name: index % 2 === 0 ? 'upper' : 'left',
    shape,
    pixels: Uint8Array.from({ length }, (_, at) => {
      const [row, column] = [Math.floor(at / 36), Math.floor(at / 3) % 12];
      return 60 + 80 * noise[index * length + at]! + ((index % 2 === 0 ? row : column) < 6 ? 60 : 0);
    }),
  });
  return makeDataset({
    name: `stripes ${seed}`,
    classes: ['upper', 'left'],
    size,
    shape,
    get,
    batch: (indices: ArrayLike<number>) => {
      const examples = Array.from(indices, get);
      return {
        pixels: Uint8Array.from(examples.flatMap(({ pixels }) => [...pixels])),
        labels: Int32Array.from(examples, ({ label }) => label),
        shape: [examples.length, ...shape] as const,
      };
    },
  });
}
