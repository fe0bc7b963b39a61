import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { openParquet } from '@rectified/download';
import sharp from 'sharp';
import { findSource } from './find-source.js';

/** An image of a public copy. */
export interface FetchedImage {
  /** Name of its class. */
  readonly label: string;
  /** Its own name, if it has one. */
  readonly name?: string;
  readonly bytes: Uint8Array;
}

/** The images in a copy of any form: parquet files of the Hugging Face hub, an archive, a folder. */
export async function* imagesIn(paths: readonly string[]): AsyncGenerator<FetchedImage, void> {
  for (const path of paths) {
    const inside = await parquetFilesIn(path);
    if (inside.length > 0) for (const file of inside) yield* parquetImages(file);
    else yield* fileImages(path);
  }
}

/** The parquet files that `path` is or contains, directly or in its folder `data`, as in the hub's repositories. */
async function parquetFilesIn(path: string): Promise<string[]> {
  if (path.endsWith('.parquet')) return [path];
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return [];
  for (const folder of [path, join(path, 'data')]) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.parquet'));
    if (names.length > 0) return names.sort().map((name) => join(folder, name));
  }
  return [];
}

async function* parquetImages(file: string): AsyncGenerator<FetchedImage, void> {
  const parquet = await openParquet(file);
  try {
    const image = ['image', 'img'].find((name) => parquet.columns.includes(name));
    if (image === undefined || !parquet.columns.includes('label'))
      throw unusable(file, `columns ${parquet.columns.join(', ')}`);
    const names = parquet.names('label');
    for await (const row of parquet.read([image, 'label'])) {
      const { bytes, path } = (row[image] ?? {}) as { bytes?: unknown; path?: unknown };
      const label = labelOf(row.label, names);
      if (!(bytes instanceof Uint8Array) || label === undefined)
        throw unusable(
          file,
          bytes instanceof Uint8Array ? `label ${String(row.label)}` : 'a row without an image',
        );
      yield { label, bytes, name: typeof path === 'string' ? path.split('/').pop() : undefined };
    }
  } finally {
    await parquet.close();
  }
}

/** A label is a name, or a number if the file lists the names. */
function labelOf(value: unknown, names: readonly string[] | undefined): string | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return names?.[Number(value)];
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  return typeof value === 'string' ? value : undefined;
}

async function* fileImages(path: string): AsyncGenerator<FetchedImage, void> {
  const source = await findSource(path, 'train');
  for await (const { path: file, bytes, fault } of source.files()) {
    const [label, name] = file.split('/').slice(-2);
    // The accession contains documents and scripts besides the images.
    if (fault === undefined && name !== undefined && /\.(jpe?g|png)$/i.test(name))
      yield { label: label!, name, bytes };
  }
}

function unusable(file: string, got: string): DatasetError {
  return new DatasetError({
    what: 'not a parquet file of labeled images',
    file,
    expected: 'rows with an image and the name of its class',
    got,
    remedy: 'Use another source',
  });
}

/** SHA-256 of an image's size and gray pixels, in hexadecimal digits; `undefined` if it is not an image. */
export async function pixelHash(bytes: Uint8Array): Promise<string | undefined> {
  try {
    const image = sharp(bytes, { limitInputPixels: 2 ** 24 })
      .extractChannel(0)
      .raw({ depth: 'uchar' });
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    return createHash('sha256').update(`${info.width} ${info.height}\n`).update(data).digest('hex');
  } catch {
    return undefined;
  }
}
