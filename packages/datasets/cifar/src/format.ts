import type { ImageShape } from '@rectified/dataset';

/** Height, width and channels of every CIFAR image. */
export const shape: ImageShape = [32, 32, 3];

/** Bytes of one image: a red, a green and a blue plane, each row by row. */
export const PIXEL_BYTES = 32 * 32 * 3;

/**
 * The binary version of CIFAR-10 or CIFAR-100 as described on https://www.cs.toronto.edu/~kriz/cifar.html:
 * files of records without a header, a record being its label bytes and then its pixels.
 */
export interface Format {
  readonly name: 'cifar10' | 'cifar100';
  readonly title: 'CIFAR-10' | 'CIFAR-100';
  /** Name of the folder in the official archive. */
  readonly folder: string;
  readonly train: readonly string[];
  readonly test: string;
  /** Records of each training file and of the test file, as published. */
  readonly records: { readonly train: number; readonly test: number };
  /** The label bytes of a record, in their order. */
  readonly labels: readonly { readonly what: string; readonly classes: number }[];
  /** The official archive; MD5 as printed beside its link. */
  readonly archive: { readonly url: string; readonly md5: string };
}

export const cifar10Format: Format = {
  name: 'cifar10',
  title: 'CIFAR-10',
  folder: 'cifar-10-batches-bin',
  train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
  test: 'test_batch.bin',
  records: { train: 10_000, test: 10_000 },
  labels: [{ what: 'label', classes: 10 }],
  archive: {
    url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
    md5: 'c32a1d4ab5d03f1284b67883e8d87530',
  },
};

export const cifar100Format: Format = {
  name: 'cifar100',
  title: 'CIFAR-100',
  folder: 'cifar-100-binary',
  train: ['train.bin'],
  test: 'test.bin',
  records: { train: 50_000, test: 10_000 },
  labels: [
    { what: 'coarse label', classes: 20 },
    { what: 'fine label', classes: 100 },
  ],
  archive: {
    url: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
    md5: '03b5dce01913d631647c71ecec9e9cb8',
  },
};

/** Both: what a folder or file may be taken for. */
export const formats = [cifar10Format, cifar100Format] as const;

export const filesOf = ({ train, test }: Format): string[] => [...train, test];

export const recordBytes = ({ labels }: Format): number => labels.length + PIXEL_BYTES;

/** What to do when a data set is missing or damaged. */
export const howToGet = ({ name, title, archive }: Format): string =>
  `Download the binary version of ${title}: \`rectified datasets fetch ${name}\`, or unpack ${archive.url}`;

/** `30730000` as `30,730,000`. */
export const thousands = (n: number): string => n.toLocaleString('en');
