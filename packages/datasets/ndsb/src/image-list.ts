import { nearest } from '@rectified/errors';
import type { CacheIndex } from './cache-file.js';
import type { Fault } from './fault.js';
import { isPrintable, printable } from './printable.js';

/** Keeps track of images while they are decoded. */
export interface ImageList {
  /** The name of the file at `path` in the dataset; `undefined` if it cannot have one. */
  enter(path: string): string | undefined;
  /** The image has been decoded. */
  accept(image: Listed): void;
  /** The image cannot be used. */
  reject(file: string, what: string): void;
  /** All of them, sorted. */
  end(): Pick<CacheIndex, 'files' | 'slots' | 'checksums' | 'digests' | 'faults'>;
}

/** A decoded image. */
interface Listed {
  readonly file: string;
  /** Where its pixels are. */
  readonly slot: number;
  /** CRC-32 of the file. */
  readonly checksum: number;
  /** The digest of its pixels. */
  readonly digest: string;
}

/**
 * A list for images in folders named after `classes`, sorted by class, then by name; without `classes`, for images in
 * any folder, sorted by name.
 */
export function imageList(classes?: readonly string[]): ImageList {
  const entered = new Set<string>();
  const accepted: Listed[] = [];
  const faults: Fault[] = [];
  const strangers = new Map<string, number>();
  const labels = new Map(classes?.map((name, label) => [name, label]));
  const label = (file: string) => labels.get(file.split('/')[0]!) ?? 0;
  const reject = (file: string, what: string) =>
    void faults.push({ file: printable(file), what: printable(what) });

  return {
    enter(path) {
      const [folder, name] = ['', ...path.split('/')].slice(-2) as [string, string];
      const file = classes === undefined ? name : `${folder}/${name}`;
      if (name.includes('\ufffd')) reject(path, 'its name is not UTF-8');
      else if (!isPrintable(file)) reject(path, 'control characters in its name');
      else if (classes !== undefined && folder === '') reject(path, 'not in the folder of a class');
      else if (classes !== undefined && !labels.has(folder))
        strangers.set(folder, (strangers.get(folder) ?? 0) + 1);
      else if (entered.has(file)) reject(path, 'another image has the same name');
      else {
        entered.add(file);
        return file;
      }
      return undefined;
    },
    accept(image) {
      accepted.push(image);
    },
    reject,
    end() {
      for (const [folder, count] of strangers) {
        const meant = nearest(folder, classes!);
        reject(
          `${folder}/`,
          `not one of the ${classes!.length} classes (${count} ${count === 1 ? 'file' : 'files'})${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
        );
      }
      const present = new Set([...entered].map(label));
      classes?.forEach((name, at) => {
        if (!present.has(at)) reject(`${name}/`, 'no images of this class');
      });
      accepted.sort((a, b) => label(a.file) - label(b.file) || compare(a.file, b.file));
      return {
        files: accepted.map(({ file }) => file),
        slots: accepted.map(({ slot }) => slot),
        checksums: accepted.map(({ checksum }) => checksum),
        digests: accepted.map(({ digest }) => digest),
        faults: faults.sort((a, b) => compare(a.file, b.file)),
      };
    },
  };
}

/** Compares by code units, which gives the same order in every locale. */
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
