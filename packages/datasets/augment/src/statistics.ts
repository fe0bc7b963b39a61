import type { ImageShape } from '@rectified/dataset';
import { checkFields, checkValue, InputError, imageShape } from '@rectified/errors';
import * as checks from './checks.js';

/** Statistics of the training images that some steps need; computed by `fitStatistics`. */
export interface Statistics {
  /** The mean image for the step `subtract-mean`. */
  readonly mean?: { readonly pixels: Float32Array; readonly shape: ImageShape };
  /** For the step `zca`, which computes `matrix (x - mean)`; the matrix is symmetric, row by row. */
  readonly whitening?: { readonly mean: Float32Array; readonly matrix: Float32Array };
}

interface Entry {
  readonly dtype: 'F32';
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Statistics as the bytes of a file in the format safetensors (github.com/huggingface/safetensors), which other programs
 * can read: the length of a JSON header in 8 bytes, the header, the numbers. Tensors `mean`, `whitening.mean`,
 * `whitening.matrix`.
 */
export function encodeStatistics(statistics: Statistics): Uint8Array {
  const { mean, whitening } = checkValue('statistics', statistics, checks.statistics);
  if (mean !== undefined)
    checkFields('mean of statistics', mean, { pixels: checks.floats, shape: imageShape });
  if (whitening !== undefined)
    checkFields('whitening of statistics', whitening, { mean: checks.floats, matrix: checks.floats });
  const tensors: [name: string, data: Float32Array, shape: readonly number[]][] = [];
  if (mean) tensors.push(['mean', mean.pixels, mean.shape]);
  if (whitening) {
    const size = whitening.mean.length;
    tensors.push(
      ['whitening.mean', whitening.mean, [size]],
      ['whitening.matrix', whitening.matrix, [size, size]],
    );
  }
  const header: Record<string, Entry> = {};
  let length = 0;
  for (const [name, data, shape] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [length, length + data.byteLength] };
    length += data.byteLength;
  }
  const text = JSON.stringify(header);
  // Padded with spaces, so that the numbers start at a multiple of 8.
  const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const bytes = new Uint8Array(8 + json.length + length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 8);
  for (const [name, data] of tensors)
    bytes.set(
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      8 + json.length + header[name]!.data_offsets[0],
    );
  return bytes;
}

/** Decodes the bytes of {@link encodeStatistics}. Throws an `InputError` for anything else. */
export function decodeStatistics(bytes: Uint8Array): Statistics {
  checkValue('statistics', bytes, {
    expected: 'the bytes of encodeStatistics',
    fits: (value) => value instanceof Uint8Array,
  });
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = 8 + view.getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Record<string, Entry>;
    const tensor = (name: string): Float32Array => {
      const [from, to] = header[name]!.data_offsets;
      if (start + to > bytes.length) throw new RangeError(`${name} is truncated`);
      // A copy, aligned for floats: `slice` of a Node Buffer would be a view.
      return new Float32Array(new Uint8Array(bytes.subarray(start + from, start + to)).buffer);
    };
    return {
      ...(header.mean && { mean: { pixels: tensor('mean'), shape: header.mean.shape as ImageShape } }),
      ...(header['whitening.matrix'] && {
        whitening: { mean: tensor('whitening.mean'), matrix: tensor('whitening.matrix') },
      }),
    };
  } catch (cause) {
    throw new InputError({
      what: 'no statistics of images',
      expected: 'bytes of encodeStatistics (safetensors)',
      got: (cause as Error).message,
      cause,
    });
  }
}
