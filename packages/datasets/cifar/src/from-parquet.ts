import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DatasetError } from '@rectified/dataset';
import { type Making, openParquet } from '@rectified/download';
import { hashBytes } from '@rectified/system';
import { type Format, PIXEL_BYTES, recordBytes, thousands } from './format.js';

/** Images between two pauses for other events, such as Ctrl-C. */
const CHUNK = 500;

/**
 * Writes the binary files of `format` from the hub's parquet files, whose images are PNG files. The hub has CIFAR-10's training
 * images in the order of the batches in the authors' archive of the Python version (4, 3, 2, 5, 1, as far as we know), so
 * batches are recognized by hash. Images that form no official batch in any order are written in the order in which they come.
 */
export async function fromParquet(
  { train, test }: { readonly train: string; readonly test: string },
  folder: string,
  format: Format,
  { signal, onProgress }: Making,
): Promise<void> {
  const { records, train: names } = format;
  const total = recordBytes(format) * (records.train * names.length + records.test);
  let before = 0;
  const read = async (file: string, count: number): Promise<Uint8Array> => {
    const bytes = await readImages(file, count, format, (done) => {
      signal.throwIfAborted();
      onProgress?.({ stage: 'unpack', done: before + done, total });
    });
    before += bytes.length;
    return bytes;
  };
  const images = await read(train, records.train * names.length);
  const size = records.train * recordBytes(format);
  const blocks = names.map((_, block) => images.subarray(block * size, (block + 1) * size));
  const hashes = blocks.map((block) => hashBytes(block).sha256);
  const places = names.map((name) => hashes.indexOf(format.sha256[name]!));
  const known = places.every((place) => place >= 0);
  for (const [at, name] of names.entries())
    await writeFile(join(folder, name), blocks[known ? places[at]! : at]!);
  await writeFile(join(folder, format.test), await read(test, records.test));
}

/** The rows of a parquet file as records. */
async function readImages(
  file: string,
  count: number,
  format: Format,
  onBytes: (done: number) => void,
): Promise<Uint8Array> {
  const { decode } = await import('fast-png');
  const parquet = await openParquet(file);
  try {
    const { hub, labels } = format;
    const image = parquet.columns.includes('img') ? 'img' : 'image';
    const columns = [image, ...hub.labels];
    const missing = columns.filter((column) => !parquet.columns.includes(column));
    if (parquet.rows !== count || missing.length > 0)
      throw fault(
        file,
        `${thousands(count)} rows of ${columns.join(', ')}`,
        `${thousands(parquet.rows)} rows of ${parquet.columns.join(', ')}`,
      );
    const record = recordBytes(format);
    const bytes = new Uint8Array(count * record);
    let row = 0;
    for await (const values of parquet.read(columns)) {
      const at = row * record;
      for (const [byte, column] of hub.labels.entries()) {
        const label = Number(values[column]);
        const { classes, what } = labels[byte]!;
        if (!(Number.isInteger(label) && label >= 0 && label < classes))
          throw fault(file, `a ${what} in 0 .. ${classes - 1}`, `${values[column]} in row ${thousands(row)}`);
        bytes[at + byte] = label;
      }
      const png = (values[image] as { bytes?: unknown } | null)?.bytes;
      const pixels = decodePng(png, decode);
      if (pixels === undefined)
        throw fault(file, 'a PNG image of 32 x 32 colors', `something else in row ${thousands(row)}`);
      deinterleave(pixels, bytes, at + labels.length);
      row++;
      if (row % CHUNK === 0) {
        onBytes(row * record);
        await setImmediate();
      }
    }
    onBytes(bytes.length);
    return bytes;
  } finally {
    await parquet.close();
  }
}

/** The pixels of a PNG file of 32 x 32 colors. Checks the size before decoding: an image can be crafted to fill the memory. */
function decodePng(
  png: unknown,
  decode: typeof import('fast-png').decode,
): Uint8Array | Uint8ClampedArray | undefined {
  if (!(png instanceof Uint8Array) || png.length < 33) return undefined;
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  if (header.getUint32(16) !== 32 || header.getUint32(20) !== 32) return undefined;
  try {
    const { data, channels, depth } = decode(png);
    return channels === 3 && depth === 8 && !(data instanceof Uint16Array) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** Copies one row of red, green, blue triples to three planes at `to` of `planes`. */
function deinterleave(pixels: ArrayLike<number>, planes: Uint8Array, to: number): void {
  const plane = PIXEL_BYTES / 3;
  for (let at = 0, red = to; at < PIXEL_BYTES; at += 3, red++) {
    planes[red] = pixels[at]!;
    planes[red + plane] = pixels[at + 1]!;
    planes[red + 2 * plane] = pixels[at + 2]!;
  }
}

function fault(file: string, expected: string, got: string): DatasetError {
  return new DatasetError({
    what: 'not the dataset in the format of the Hugging Face hub',
    file,
    expected,
    got,
    remedy: 'Use another source',
  });
}
