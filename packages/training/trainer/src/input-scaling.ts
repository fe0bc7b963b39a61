import { checkOptions, finiteNumber, renamed } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

/** How a batch's numbers become the network's input: `(x - shift) * scale`. */
export interface InputScaling {
  readonly shift: number;
  readonly scale: number;
}

/**
 * `(x - 121) / 64`: 121 is about the mean and 64 about the deviation of CIFAR-10's bytes. The paper gives nothing; this
 * is what trained with Lin's recipe on CIFAR-10, with every rectifier.
 */
export const defaultInput: InputScaling = { shift: 121, scale: 1 / 64 };

/** Throws an InputError unless `input` is one. With a scale of 0 all images would be the same. */
export function checkInput(input: InputScaling = defaultInput): void {
  const checks = { shift: finiteNumber(), scale: finiteNumber({ above: 0 }) };
  checkOptions('input', input, checks, { mean: renamed('shift'), offset: renamed('shift') });
}

/** What every byte becomes. */
function scaledTable({ shift, scale }: InputScaling): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => (byte - shift) * scale);
}

/** The same as {@link scaledPixels} for bytes in a tensor of int32: by float32 arithmetic where that gives the same numbers. */
export function scaledBytes<T extends tf.Tensor>(bytes: T, input: InputScaling): T {
  const { shift, scale } = input;
  const table = scaledTable(input);
  const { fround } = Math;
  const exact = table.every((value, byte) => value === fround(fround(byte - fround(shift)) * fround(scale)));
  if (exact) return tf.mul(tf.sub(tf.cast(bytes, 'float32'), shift), scale);
  return tf.gather(tf.tensor1d(table), bytes as never) as T;
}

/** The input of a batch as float32. A byte has 256 values, so each is computed once. */
export function scaledPixels(
  { pixels }: { readonly pixels: Uint8Array | Float32Array },
  { shift, scale }: InputScaling,
): Float32Array {
  if (pixels instanceof Float32Array)
    return shift === 0 && scale === 1 ? pixels : pixels.map((x) => (x - shift) * scale);
  const table = scaledTable({ shift, scale });
  const scaled = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) scaled[i] = table[pixels[i]!]!;
  return scaled;
}
