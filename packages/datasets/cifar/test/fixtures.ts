import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashBytes } from '@rectified/system';
import { cifar10Format, cifar100Format, type Format } from '../src/format.js';
import { imagesHash } from '../src/images-hash.js';

/** The byte at `index` of plane 0, 1 or 2 of image `image`: anything that tells images, planes and positions apart. */
export const pixel = (image: number, plane: number, index: number) => (7 * image + 80 * plane + index) % 256;

/** `count` records with the given label bytes, the images numbered from `first` on. */
export function records(count: number, labels: (image: number) => readonly number[], first = 0): Uint8Array {
  const record = labels(first).length + 3072;
  const bytes = new Uint8Array(count * record);
  for (let image = first; image < first + count; image++) {
    const start = (image - first) * record;
    bytes.set(labels(image), start);
    for (let i = 0; i < 3072; i++)
      bytes[start + record - 3072 + i] = pixel(image, Math.floor(i / 1024), i % 1024);
  }
  return bytes;
}

export const label10 = (image: number) => [image % 10];
export const labels100 = (image: number) => [image % 20, image % 100];

/** Writes files by name and returns the folder, made if need be. */
export async function write(folder: string, files: Record<string, Uint8Array | string>): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** Small files in the format of CIFAR-10: five times four images numbered from 0 on, and six. */
export const cifar10Files = (): Record<string, Uint8Array | string> => ({
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].map((batch) => [`data_batch_${batch}.bin`, records(4, label10, 4 * (batch - 1))]),
  ),
  'test_batch.bin': records(6, label10, 20),
});

/** Small files in the format of CIFAR-100: 120 images numbered from 0 on, and six. */
export const cifar100Files = (): Record<string, Uint8Array | string> => ({
  'train.bin': records(120, labels100),
  'test.bin': records(6, labels100, 120),
});

/** A format whose official files are these. */
function publishedAs(format: Format, files: Record<string, Uint8Array | string>): Format {
  const bytes = (name: string) => files[name] as Uint8Array;
  const record = format.labels.length + 3072;
  return {
    ...format,
    records: { train: bytes(format.train[0]!).length / record, test: bytes(format.test).length / record },
    sha256: Object.fromEntries(Object.keys(files).map((name) => [name, hashBytes(bytes(name)).sha256])),
    images: {
      train: imagesHash(format.train.map(bytes), format),
      test: imagesHash([bytes(format.test)], format),
    },
  };
}

/** CIFAR-10 and CIFAR-100 as if the small files were all that was published. */
export const small10Format = publishedAs(cifar10Format, cifar10Files());
export const small100Format = publishedAs(cifar100Format, cifar100Files());
