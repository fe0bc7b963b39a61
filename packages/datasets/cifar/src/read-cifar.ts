import { contentHash, type Dataset, DatasetError } from '@rectified/dataset';
import { type Check, checkOptions, checkValue, renamed, unknownName } from '@rectified/errors';
import { cifar10Format, cifar100Format, type Format } from './format.js';
import { checkRecords, checkSameLength } from './records.js';
import { recordsDataset } from './records-dataset.js';

/** Bytes from anywhere: memory, a file that a user chose, a server's response, a stream. */
export type BytesSource = Uint8Array | ArrayBuffer | Blob | Response | ReadableStream<Uint8Array>;

/** Options of {@link readCifar10}. */
export interface ReadCifarOptions {
  /** Name for people. Default: `CIFAR-10`. */
  readonly name?: string;
  /** Class names by label. Default: the official ones. */
  readonly classes?: readonly string[];
}

export interface ReadCifar100Options extends ReadCifarOptions {
  /** `fine`: 100 classes. `coarse`: 20 superclasses of five fine classes each. Default: `fine`. */
  readonly labels?: 'fine' | 'coarse';
}

const optionNames = ['name', 'classes'];

/**
 * A dataset from the bytes of one of CIFAR-10's binary files, or of several with the same number of images: in a browser, in a
 * worker, in Node. Checks that they are records with labels in range; otherwise throws a `DatasetError`.
 *
 * @example
 * const test = await readCifar10(await fetch('/cifar-10-batches-bin/test_batch.bin'));
 * test.get(0); // { pixels: Uint8Array(3072), shape: [32, 32, 3], label: 3, name: 'cat' }
 */
export async function readCifar10(
  source: BytesSource | readonly BytesSource[],
  options: ReadCifarOptions = {},
): Promise<Dataset> {
  return readFormat(cifar10Format, 0, source, {
    name: 'CIFAR-10',
    ...checkOptions('readCifar10', options, optionNames),
  });
}

/**
 * A dataset from the bytes of a binary file of CIFAR-100; works like {@link readCifar10}.
 *
 * @example
 * const train = await readCifar100(file, { labels: 'coarse' }); // a File that the user chose
 */
export async function readCifar100(
  source: BytesSource | readonly BytesSource[],
  given: ReadCifar100Options = {},
): Promise<Dataset> {
  const { labels = 'fine', ...options } = checkOptions('readCifar100', given, [...optionNames, 'labels'], {
    label: renamed('labels'),
    coarse: 'labels: "coarse" gives the 20 superclasses',
    fine: 'labels: "fine" gives the 100 classes',
  });
  if (labels === 'fine') return readFormat(cifar100Format, 1, source, { name: 'CIFAR-100', ...options });
  if (labels === 'coarse')
    return readFormat(cifar100Format, 0, source, { name: 'CIFAR-100 (coarse)', ...options });
  throw unknownName('kind of labels', labels, ['fine', 'coarse']);
}

async function readFormat(
  format: Format,
  label: number,
  source: BytesSource | readonly BytesSource[],
  { name, classes = format.names[label]!.classes }: ReadCifarOptions & { name: string },
): Promise<Dataset> {
  const sources: readonly BytesSource[] = Array.isArray(source) ? source : [source as BytesSource];
  for (const [index, each] of sources.entries())
    checkValue(sources.length === 1 ? 'bytes' : `bytes of file ${index + 1}`, each, bytes);
  const parts = await Promise.all(
    sources.map(async (each, index) => {
      const file = each instanceof Response && each.url !== '' ? each.url : `file ${index + 1}`;
      const bytes = await bytesOf(each, file);
      checkRecords(bytes, format, file);
      return { file, bytes, sha256: await contentHash(bytes) };
    }),
  );
  if (parts.length === 0)
    throw new DatasetError({ what: 'nothing to read', expected: `one or more files of ${format.title}` });
  checkSameLength(
    parts.map(({ file }) => file),
    parts.map(({ bytes }) => bytes),
    format,
  );
  const expected = format.labels[label]!.classes;
  if (classes.length !== expected)
    throw new DatasetError({ what: 'bad class names', expected: `${expected}`, got: `${classes.length}` });
  return recordsDataset({ name, format, label, classes, parts });
}

const bytes: Check = {
  expected: 'a Uint8Array, ArrayBuffer, Blob, Response or ReadableStream',
  fits: (value) =>
    [Uint8Array, ArrayBuffer, Blob, Response, ReadableStream].some((kind) => value instanceof kind),
};

async function bytesOf(source: BytesSource, file: string): Promise<Uint8Array<ArrayBuffer>> {
  // A copy: later changes of this memory by the caller must not change the images.
  if (source instanceof Uint8Array) return new Uint8Array(source);
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice(0));
  if (source instanceof Response && !source.ok) {
    await source.body?.cancel();
    throw new DatasetError({
      what: 'the server did not send the file',
      file,
      expected: 'HTTP 200',
      got: `HTTP ${source.status} ${source.statusText}`.trim(),
      remedy: 'Check the address',
    });
  }
  const whole = source instanceof ReadableStream ? new Response(source) : source;
  return new Uint8Array(await whole.arrayBuffer());
}
