import type { ImageShape } from '@rectified/dataset';
import { cifar10Classes, cifar100CoarseClasses, cifar100FineClasses } from './class-names.js';

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
  /** Text files with the class names of each label byte. */
  readonly names: readonly { readonly file: string; readonly classes: readonly string[] }[];
  /** The authors' archive. */
  readonly archive: { readonly url: string; readonly bytes: number };
  /** The copy on the Hugging Face hub: a folder with a parquet file for each part, and its columns of labels. */
  readonly hub: { readonly repository: string; readonly folder: string; readonly labels: readonly string[] };
  /** SHA-256 of the official files, by name. */
  readonly sha256: Readonly<Record<string, string>>;
  /** {@link imagesHash} of the official images of each part, in any order. */
  readonly images: { readonly train: string; readonly test: string };
}

export const cifar10Format: Format = {
  name: 'cifar10',
  title: 'CIFAR-10',
  folder: 'cifar-10-batches-bin',
  train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
  test: 'test_batch.bin',
  records: { train: 10_000, test: 10_000 },
  labels: [{ what: 'label', classes: 10 }],
  names: [{ file: 'batches.meta.txt', classes: cifar10Classes }],
  archive: { url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz', bytes: 170_052_171 },
  hub: { repository: 'uoft-cs/cifar10', folder: 'plain_text', labels: ['label'] },
  sha256: {
    'data_batch_1.bin': 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
    'data_batch_2.bin': 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
    'data_batch_3.bin': 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67',
    'data_batch_4.bin': '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48',
    'data_batch_5.bin': '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add',
    'test_batch.bin': '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b',
  },
  images: {
    train: 'db28efe497c9b82be037ffd9f6b7cf48d67fef0a8dfb1dd15123b5112df6a8d2',
    test: 'e538964ee44232a783d29be2fc630811262a34507d51219810aae7ba16ef4207',
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
  names: [
    { file: 'coarse_label_names.txt', classes: cifar100CoarseClasses },
    { file: 'fine_label_names.txt', classes: cifar100FineClasses },
  ],
  archive: { url: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz', bytes: 168_513_733 },
  hub: { repository: 'uoft-cs/cifar100', folder: 'cifar100', labels: ['coarse_label', 'fine_label'] },
  sha256: {
    'train.bin': 'f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29',
    'test.bin': 'd8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a',
  },
  images: {
    train: 'ad6f8b3f27b80cb26c34ea8d0693fdf47cb7ad89d0d51034ccab1eca5d33d405',
    test: 'f6556ddfe5daabecac8e1b4b2986020abaffc5b7934f88f040d5fc07eaa7307f',
  },
};

/** Both formats: a folder or file may be either. */
export const formats = [cifar10Format, cifar100Format] as const;

export const filesOf = ({ train, test }: Format): string[] => [...train, test];

export const recordBytes = ({ labels }: Format): number => labels.length + PIXEL_BYTES;

/** What to do when a dataset is missing or damaged. */
export const howToGet = ({ name, title, archive }: Format): string =>
  `Download the binary version of ${title}: \`npx @rectified/cli datasets fetch ${name}\`, or unpack ${archive.url}`;

/** `30730000` as `30,730,000`. */
export const thousands = (n: number): string => n.toLocaleString('en');

/** The published size of a file of the format in bytes. */
export const officialSize = (format: Format, file: string): number =>
  recordBytes(format) * (file === format.test ? format.records.test : format.records.train);
