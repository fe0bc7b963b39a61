import { type Dataset, type Example, makeDataset } from '@rectified/dataset';
import { uniform } from '@rectified/random';
import { RReLU } from '@rectified/rrelu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { TrainOptions } from '../src/index.js';

/** Images of 4 classes that differ in brightness and in which half is lit, with noise. */
export function patches(size: number, { seed = 1, side = 6 } = {}): Dataset {
  const classes = ['dark', 'left', 'right', 'bright'];
  const shape = [side, side, 3] as const;
  const bytes = side * side * 3;
  const noise = uniform(size * bytes, { seed, stream: 1, step: 0 });
  const pixels = Uint8Array.from(noise, (value, at) => {
    const label = Math.floor(at / bytes) % 4;
    const right = Math.floor(at / 3) % side >= side / 2;
    return 60 + 80 * value + ((right ? label & 2 : label & 1) ? 60 : 0);
  });
  const imageAt = (index: number) => pixels.slice(index * bytes, (index + 1) * bytes);
  return makeDataset({
    name: `patches ${seed}`,
    size,
    classes,
    shape,
    get: (index: number): Example => ({
      pixels: imageAt(index),
      shape,
      label: index % 4,
      name: classes[index % 4]!,
    }),
    batch: (indices: ArrayLike<number>) => ({
      pixels: Uint8Array.from(Array.from(indices, (index) => [...imageAt(index)]).flat()),
      labels: Int32Array.from(indices, (index) => index % 4),
      shape: [indices.length, ...shape] as [number, number, number, number],
    }),
  });
}

/** What differs between small models. */
export interface SmallOptions {
  seed?: number;
  activation?: () => tfl.layers.Layer;
  convolution?: boolean;
  side?: number;
  classes?: number;
}

/** A model for {@link patches}: a hidden layer, an activation (default: RReLU, so that there is noise), logits. */
export function small({
  seed = 1,
  activation = () => new RReLU(),
  convolution,
  side = 6,
  classes = 4,
}: SmallOptions = {}) {
  const input = tfl.input({ shape: [side, side, 3] });
  const kernelInitializer = (stream: number) =>
    tfl.initializers.randomNormal({ mean: 0, stddev: 0.1, seed: 10 * seed + stream });
  const hidden = convolution
    ? tfl.layers.conv2d({
        name: 'hidden',
        filters: 8,
        kernelSize: 3,
        padding: 'same',
        kernelInitializer: kernelInitializer(1),
      })
    : tfl.layers.dense({ name: 'hidden', units: 16, kernelInitializer: kernelInitializer(1) });
  const act = activation();
  act.name = 'act';
  const layers = [
    ...(convolution ? [] : [tfl.layers.flatten({ name: 'flatten' })]),
    hidden,
    act,
    ...(convolution ? [tfl.layers.flatten({ name: 'flatten' })] : []),
    tfl.layers.dense({ name: 'logits', units: classes, kernelInitializer: kernelInitializer(2) }),
  ];
  const output = layers.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, input);
  return tfl.model({ inputs: input, outputs: output });
}

/** Two epochs of three batches. */
export const shortOptions = (): TrainOptions => ({
  data: { train: patches(30), test: patches(12, { seed: 2 }) },
  optimizer: { rate: 0.05 },
  epochs: 2,
  batch: 10,
  seed: 3,
});

/** Options that everything takes part in: a schedule, decay, clipping, a group, and a last batch that is not full. */
export const thoroughOptions = (): TrainOptions => ({
  data: { train: patches(60), test: patches(24, { seed: 2 }) },
  optimizer: {
    rate: { start: 0.02, factor: 0.7, everyUpdates: 3 },
    decay: 1e-3,
    clip: { norm: 1 },
    groups: [{ match: 'logits/*', rateFactor: 0.5 }],
  },
  epochs: 3,
  batch: 16, // and 12 in the last
  seed: 1,
  recordEvery: 1,
  checkpointEvery: { seconds: 1e9 },
});

/** All weights of a model, by name. */
export function weightsOf(model: tfl.LayersModel): Record<string, number[]> {
  return Object.fromEntries(
    model.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]]),
  );
}

/** Runs a generator to its end. */
export async function finish<T, R>(run: AsyncGenerator<T, R>): Promise<{ yields: T[]; result: R }> {
  const yields: T[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done) return { yields, result: next.value };
    yields.push(next.value);
  }
}

export { tf, tfl };

/** What of a record depends on no clock. */
export function timeless<T extends { seconds: number; waited: number }>({
  seconds: _,
  waited: __,
  ...rest
}: T) {
  return rest;
}
