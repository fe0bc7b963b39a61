import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { checkValue, text as someText } from '@rectified/errors';
import type { Limits, SourceFile } from './source.js';

/** A user's own copy: a URL prefix, or a folder. */
export interface Place {
  /** A name for people. */
  readonly name: string;
  /** Whether it is itself an archive rather than a place with files. */
  readonly isFile: boolean;
  /** The file at `path` (with slashes) below it, or the place itself if `path` is empty. */
  readonly file: (path: string, limits: Limits) => Promise<SourceFile>;
}

/** The place that a user names: `https://mirror.example.org/data`, `/mnt/data`, or an archive in either. */
export function placeOf(text: string): Place {
  checkValue('place', text, someText('a folder or an address'));
  const isFile = /\.(tar|tgz|tar\.gz|tar\.xz|txz|zip|parquet)$/i.test(text.replace(/[?#].*$/, ''));
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) {
    if (!URL.canParse(text))
      throw new DatasetError({ what: 'not an address', got: text, remedy: 'Check it, or name a folder' });
    const base = isFile ? text : `${text.replace(/\/+$/, '')}/`;
    return {
      name: text,
      isFile,
      file: async (path, limits) => ({ ...limits, url: path === '' ? base : new URL(path, base).href }),
    };
  }
  const root = resolve(text);
  return {
    name: root,
    isFile,
    async file(path, limits) {
      const inside = join(root, path);
      const found = await stat(inside).catch(() => undefined);
      if (found?.isFile()) return { ...limits, path: inside };
      throw new DatasetError({
        what: found === undefined ? 'no such file' : 'not a file',
        file: inside,
        remedy: 'Check the folder to copy from',
      });
    },
  };
}

/** A site-wide place for all datasets (`RECTIFIED_MIRROR`), if it is set. */
export function mirror(): string | undefined {
  return process.env.RECTIFIED_MIRROR || undefined;
}

/** The URL of the Hugging Face hub: `HF_ENDPOINT`, as its own programs read it, or the public one. */
export function hub(): string {
  return (process.env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '');
}
