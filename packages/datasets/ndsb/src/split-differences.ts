import { anything, checkFields, listOf, text, wholeNumber } from '@rectified/errors';
import type { NdsbDataset } from './dataset.js';
import { printable } from './printable.js';
import { checkSplit, type NdsbSplit } from './split.js';

/** How images differ from those of a split. */
export interface SplitDifferences {
  /** Listed, but missing. */
  readonly missing: readonly string[];
  /** Present, with different content than when the split was made. */
  readonly changed: readonly string[];
  /** Listed, but now in the folder of another class, or under another name. */
  readonly moved: readonly { readonly from: string; readonly to: string }[];
  /** Present, but not listed. */
  readonly added: readonly string[];
}

/** Compares the existing images with those of a split. */
export function splitDifferences(
  split: NdsbSplit,
  images: Pick<NdsbDataset, 'files' | 'checksums'>,
): SplitDifferences {
  const { train, validation, unused = [], checksums } = checkSplit(split);
  const { files, checksums: found } = checkFields('the images to compare', images, {
    files: listOf(text('a name'), 'the names of their files, as returned by openNdsb'),
    checksums: listOf(wholeNumber(), 'the CRC-32 of each'),
  });
  const there = new Map(files.map((file, index) => [file, found[index]!]));
  const named = [...train, ...validation, ...unused];
  const known = new Set(named);
  const added = files.filter((file) => !known.has(file));
  const byName = new Map(added.map((file) => [nameOf(file), file]));
  const byContent = new Map(added.map((file) => [there.get(file), file]));

  const missing: string[] = [];
  const changed: string[] = [];
  const moved: { from: string; to: string }[] = [];
  for (const file of named) {
    const [before, now] = [checksums?.get(file), there.get(file)];
    if (now !== undefined) {
      if (before !== undefined && before !== now) changed.push(file);
      continue;
    }
    const same = byName.get(nameOf(file));
    const to =
      same !== undefined && (before === undefined || there.get(same) === before)
        ? same
        : before !== undefined && byContent.get(before);
    if (to) moved.push({ from: file, to });
    else missing.push(file);
  }
  const targets = new Set(moved.map(({ to }) => to));
  return { missing, changed, moved, added: added.filter((file) => !targets.has(file)) };
}

/**
 * Describes the differences for people, with the first names of each kind; `undefined` if there are none.
 *
 * @example
 * describeDifferences({ missing: ['amphipods/1.jpg'], changed: [], moved: [], added: [] }); // => '1 missing (amphipods/1.jpg)'
 */
export function describeDifferences(differences: SplitDifferences): string | undefined {
  const { missing, changed, moved, added } = checkFields('differences', differences, {
    missing: list,
    changed: list,
    moved: list,
    added: list,
  });
  const kinds = [
    [missing, 'missing'],
    [changed, 'changed'],
    [moved.map(({ from, to }) => `${from}, now ${to}`), 'moved'],
    [added, 'new'],
  ] as const;
  const texts = kinds.flatMap(([names, what]) => {
    if (names.length === 0) return [];
    const shown = names.slice(0, 5).map(printable);
    if (names.length > shown.length) shown.push('...');
    return [`${names.length} ${what} (${shown.join('; ')})`];
  });
  return texts.length === 0 ? undefined : texts.join(', ');
}

const list = listOf(anything, 'a list, as returned by splitDifferences');

const nameOf = (file: string) => file.split('/').at(-1)!;
