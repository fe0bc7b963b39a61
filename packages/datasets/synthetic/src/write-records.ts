import { open } from 'node:fs/promises';
import { streamOf, uniform } from '@rectified/random';
import { drawImage, NUMBERS } from './draw-image.js';
import { labels } from './labels.js';
import type { Texture } from './texture.js';

const PIXELS = 3 * 32 * 32;
const CHUNK = 1000;

/** Which images {@link writeRecords} writes. */
export interface Records {
  /** No image occurs in both parts. */
  readonly part: 'train' | 'test';
  /** Index in the part of the first image. */
  readonly first: number;
  readonly count: number;
  readonly seed: number;
  readonly noise: number;
  readonly textures: readonly Texture[];
  /** The label bytes of the images of `textures[label]`. */
  readonly labelBytes: (label: number) => readonly number[];
}

/**
 * Writes images as records of CIFAR's binary version: label bytes, then a red, a green and a blue plane. An image
 * depends only on seed, part and index.
 */
export async function writeRecords(file: string, records: Records): Promise<void> {
  const { part, first, count, seed, noise, textures, labelBytes } = records;
  const stream = streamOf(`synthetic/${part}/images`);
  const record = labelBytes(0).length + PIXELS;
  const labelOf = labels(textures.length, { part, seed });
  const target = await open(file, 'w');
  try {
    for (let begin = 0; begin < count; begin += CHUNK) {
      const bytes = new Uint8ClampedArray(Math.min(CHUNK, count - begin) * record);
      for (let at = 0, index = first + begin; at < bytes.length; at += record, index++) {
        const label = labelOf(index);
        const planes = bytes.subarray(at + record - PIXELS, at + record);
        bytes.set(labelBytes(label), at);
        drawImage(planes, textures[label]!, noise, uniform(NUMBERS, { seed, stream, step: index }));
      }
      await target.writeFile(new Uint8Array(bytes.buffer));
    }
  } finally {
    await target.close();
  }
}
