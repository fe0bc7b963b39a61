import {
  type Dataset,
  type DatasetDescription,
  type DatasetSplits,
  type OpenOptions,
  subset,
  take,
} from '@rectified/dataset';
import { checkFields, counted, InputError } from '@rectified/errors';
import { type NdsbDataset, type NdsbSplit, ndsb, openNdsb, readNdsbSplit } from '@rectified/ndsb';
import * as checks from './checks.js';
import { datasetOptions, loadDataset, provideData } from './datasets.js';
import type { ExperimentConfig } from './experiment-config.js';

type DataConfig = Pick<
  ExperimentConfig,
  'dataset' | 'datasetOptions' | 'data' | 'skipBad' | 'limit' | 'testLimit' | 'validation' | 'splitFile'
>;

export interface OpenDataOptions extends Pick<OpenOptions, 'onProgress' | 'signal'> {
  /** List of the plankton images in each part, instead of the configuration's. */
  readonly split?: NdsbSplit;
  /** Whether the images must be exactly those of `split`. Default: false. */
  readonly exact?: boolean;
  /** Called with messages for people: which images are left out. */
  readonly onNote?: (text: string) => void;
}

/** The images of an experiment. */
export interface OpenedData extends DatasetSplits {
  /** Both parts without limits, before validation images are split off. */
  readonly whole: Pick<DatasetSplits, 'train' | 'test'>;
  /** For plankton: all images, in either part or in none. */
  readonly all?: NdsbDataset;
  /** For plankton: the list of the images in each part. */
  readonly split?: NdsbSplit;
}

/** Opens the images of an experiment: its dataset, split and limited as configured. */
export async function openData(config: DataConfig, options: OpenDataOptions = {}): Promise<OpenedData> {
  const { limit, testLimit, validation } = checkFields('which data', config, { dataset: checks.name });
  const opened = await open(config, options);
  const { skipped } = opened;
  if (skipped !== undefined && skipped.length > 0)
    options.onNote?.(`left out: ${some(skipped.map(({ file, what }) => `${file}: ${what}`))}`);
  const whole = { train: opened.train, test: opened.test };
  const { train, test } = validation === undefined ? whole : heldOut(opened.train, validation);
  if (limit === undefined && testLimit === undefined) return { ...opened, train, test, whole };
  const share = (limit ?? train.size) / train.size;
  return {
    ...opened,
    train: first(train, limit ?? train.size, 'limit'),
    test: first(test, testLimit ?? Math.max(1, Math.round(test.size * share)), 'testLimit'),
    whole,
  };
}

/** Training images, the last of which are kept for measuring. */
function heldOut(dataset: Dataset, validation: number): Pick<DatasetSplits, 'train' | 'test'> {
  const { size, name } = dataset;
  if (validation >= size)
    throw new InputError({
      what: 'validation',
      expected: `fewer than the ${counted(size, 'image')} of ${name}`,
      got: `${validation}`,
    });
  const last = Uint32Array.from({ length: validation }, (_, at) => size - validation + at);
  return {
    train: take(dataset, size - validation),
    test: subset(dataset, last, `${name} (last ${validation})`),
  };
}

async function open(
  { dataset, datasetOptions: own, data, skipBad, splitFile }: DataConfig,
  { split: given, exact, ...options }: OpenDataOptions,
): Promise<Omit<OpenedData, 'whole'>> {
  const { description } = await loadDataset(dataset);
  const plankton = isPlankton(description);
  const told = datasetOptions(description, own);
  if (splitFile !== undefined && !plankton)
    throw new InputError({
      what: 'a file of the split',
      expected: 'plankton alone',
      got: description.title,
      remedy: 'Only plankton comes without a split',
    });
  // Before opening the images, which may have to be decoded.
  const split = given ?? (splitFile === undefined ? undefined : await readNdsbSplit(splitFile));
  const folder = await provideData(description, { data });
  if (!plankton) {
    const opened = await description.open(folder, { ...options, ...told, skipBad });
    checkOpened(opened, description);
    return opened;
  }
  return openNdsb(folder, { ...options, skipBad, split, exact });
}

/** Throws an `InputError` unless both parts of a dataset match its description, with the same classes. */
function checkOpened(opened: DatasetSplits | undefined, { title, classes, shape }: DatasetDescription): void {
  const unfit = (expected: string, got: string) =>
    new InputError({ what: `${title} does not match its description`, expected, got });
  if (classes < 2) throw unfit('two or more classes', counted(classes, 'class', 'classes'));
  const parts = [opened?.train, opened?.test];
  for (const part of parts) {
    const got = part && `${part.classes?.length} classes and images of ${part.shape?.join(' x ')}`;
    const expected = `${classes} classes and images of ${shape.join(' x ')}`;
    if (got !== expected) throw unfit(expected, got ?? 'nothing');
    if (part!.size === 0)
      throw unfit('images to train on and images to test on', `no images in ${part!.name}`);
  }
  const [train, test] = parts.map((part) => part!.classes);
  const other = train!.findIndex((name, label) => test![label] !== name);
  if (other >= 0)
    throw unfit(
      'the same classes in the same order in both parts',
      `${train![other]} and ${test![other]} as class ${other}`,
    );
}

/** Whether a dataset has images of plankton, which are divided when they are opened. */
export const isPlankton = ({ open }: Pick<DatasetDescription, 'open'>): boolean => open === ndsb.open;

function first(dataset: Dataset, size: number, key: string): Dataset {
  if (size === dataset.size) return dataset;
  if (size < dataset.size) return take(dataset, size);
  throw new InputError({
    what: key,
    expected: `at most the ${counted(dataset.size, 'image')} of ${dataset.name}`,
    got: `${size}`,
  });
}

/** The first of many, for a line. */
function some(texts: readonly string[], most = 10): string {
  const more = texts.length > most ? [`and ${texts.length - most} more`] : [];
  return `${texts.length} ${texts.length === 1 ? 'file' : 'files'} (${[...texts.slice(0, most), ...more].join('; ')})`;
}
