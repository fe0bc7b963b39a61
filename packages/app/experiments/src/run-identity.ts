import { relative, sep } from 'node:path';
import type { Dataset } from '@rectified/dataset';
import type { CodeIdentity, ImagesIdentity, RunIdentity } from '@rectified/run-folder';
import { fingerprintOf } from '@rectified/trainer';
import type { Arm } from './load-activation.js';
import type { OpenedData } from './open-data.js';

/** What a run in `folder` is made of besides its configuration and software. */
export function runIdentity(
  folder: string,
  { file }: Pick<Arm, 'file'>,
  code: CodeIdentity | undefined,
  images: Pick<RunIdentity, 'train' | 'test'>,
): RunIdentity {
  const from = file && relative(folder, file).split(sep).join('/');
  return {
    ...(code && { activation: { ...code, ...(from !== undefined && { from }) } }),
    ...images,
  };
}

/** What the images of an experiment are: without its limits, which are settings. */
export function splitsIdentity({ whole }: Pick<OpenedData, 'whole'>): Pick<RunIdentity, 'train' | 'test'> {
  return { train: imagesIdentity(whole.train), test: imagesIdentity(whole.test) };
}

/** What images are, for a run to recognize them. */
export function imagesIdentity(dataset: Dataset): ImagesIdentity {
  return { name: dataset.name, size: dataset.size, sha256: fingerprintOf(dataset) };
}
