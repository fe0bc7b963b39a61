import { relative, sep } from 'node:path';
import type { Dataset } from '@rectified/dataset';
import { type CodeIdentity, type ImagesIdentity, kindsOfCode, type RunIdentity } from '@rectified/run-folder';
import { fingerprintOf } from '@rectified/trainer';
import type { CodeKind } from './code-kind.js';
import type { OpenedData } from './open-data.js';

/** What a run in `folder` is made of, besides its configuration and software; `identify` describes the code in a file. */
export async function runIdentity(
  folder: string,
  code: Readonly<Record<CodeKind, { readonly file?: string }>>,
  images: Pick<RunIdentity, 'train' | 'test'>,
  identify: (file?: string) => Promise<CodeIdentity | undefined>,
): Promise<RunIdentity> {
  const parts: Partial<Record<CodeKind, CodeIdentity>> = {};
  for (const kind of kindsOfCode) {
    const { file } = code[kind];
    const identity = await identify(file);
    if (identity !== undefined)
      parts[kind] = { ...identity, ...(file && { from: relative(folder, file).split(sep).join('/') }) };
  }
  return { ...parts, ...images };
}

/** Identifies the images of an experiment, without its limits, which are settings. */
export function splitsIdentity({ whole }: Pick<OpenedData, 'whole'>): Pick<RunIdentity, 'train' | 'test'> {
  return { train: imagesIdentity(whole.train), test: imagesIdentity(whole.test) };
}

/** Identifies images, so that a run can recognize them. */
export function imagesIdentity(dataset: Dataset): ImagesIdentity {
  return { name: dataset.name, size: dataset.size, sha256: fingerprintOf(dataset) };
}
