import {
  type Batch,
  checkIndex,
  type Dataset,
  type Example,
  fingerprint,
  makeDataset,
} from '@rectified/dataset';
import { type Format, PIXEL_BYTES, recordBytes, shape } from './format.js';

/** What {@link recordsDataset} needs. */
export interface Records {
  readonly name: string;
  readonly format: Format;
  /** Which of the record's label bytes to use. */
  readonly label: number;
  readonly classes: readonly string[];
  /** The files, all with the same number of records, and the SHA-256 of each. */
  readonly parts: readonly { readonly bytes: Uint8Array; readonly sha256: string }[];
}

/** A dataset over the bytes of the files: an image is rearranged (channels last) when it is requested. */
export function recordsDataset({ name, format, label, classes, parts }: Records): Dataset {
  const record = recordBytes(format);
  const perPart = parts[0]!.bytes.length / record;
  const size = parts.length * perPart;

  /** Writes the image's pixels to `pixels`, starting at `at`, and returns its label. */
  const read = (index: number, pixels: Uint8Array, at: number): number => {
    checkIndex({ name, size }, index);
    const part = parts[Math.floor(index / perPart)]!.bytes;
    const start = (index % perPart) * record;
    interleave(part, start + format.labels.length, pixels, at);
    return part[start + label]!;
  };

  return makeDataset({
    name,
    size,
    classes,
    shape,
    fingerprint: fingerprint(
      format.name,
      `label ${label}`,
      JSON.stringify(classes),
      ...parts.map(({ sha256 }) => sha256),
    ),
    get(index: number): Example {
      const pixels = new Uint8Array(PIXEL_BYTES);
      const label = read(index, pixels, 0);
      return { pixels, shape, label, name: classes[label]! };
    },
    batch(indices: ArrayLike<number>): Batch {
      const pixels = new Uint8Array(indices.length * PIXEL_BYTES);
      const labels = Int32Array.from(indices, (index, i) => read(index, pixels, i * PIXEL_BYTES));
      return { pixels, labels, shape: [indices.length, ...shape] };
    },
  });
}

/** Copies three planes at `from` of `planes` to one row of red, green, blue triples at `to` of `pixels`. */
function interleave(planes: Uint8Array, from: number, pixels: Uint8Array, to: number): void {
  const plane = PIXEL_BYTES / 3;
  for (let red = from, at = to; red < from + plane; red++, at += 3) {
    pixels[at] = planes[red]!;
    pixels[at + 1] = planes[red + plane]!;
    pixels[at + 2] = planes[red + 2 * plane]!;
  }
}
