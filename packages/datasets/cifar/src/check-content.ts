import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { damageOf, SEAL } from '@rectified/system';
import { type Format, filesOf, officialSize, recordBytes, thousands } from './format.js';
import { imagesHash } from './images-hash.js';
import type { RecordsFile } from './read-records.js';

/** The file that says what a generated dataset is. */
const NOTICE = 'synthetic.json';

/** The files of an open folder. */
export interface Content {
  readonly folder: string;
  readonly format: Format;
  readonly train: readonly RecordsFile[];
  readonly test: RecordsFile;
  /** The class names in each of the folder's text files. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/**
 * Throws unless the files have a known origin, so that damaged or exchanged files do not silently affect results:
 *
 * - a sealed folder (generated, or sealed by its owner with `npx @rectified/cli datasets seal`) must be as it was sealed;
 * - files as large as the official ones must have their content, or the same images in another order;
 * - if one file is the official one, so must be all others, with the official class names.
 *
 * Other files, such as small ones made by hand, are accepted.
 */
export async function checkContent(content: Content): Promise<void> {
  const { folder, format } = content;
  if (existsSync(join(folder, SEAL))) return checkSeal(folder, format);
  if (existsSync(join(folder, NOTICE)))
    throw new DatasetError({
      what: 'generated images without their seal: they may be damaged',
      file: join(folder, SEAL),
      expected: 'the hashes of the files, written when they were generated',
      got: 'nothing',
      remedy: again(folder, format),
    });
  if (!isOfficial(content)) return;
  checkNames(content);
}

async function checkSeal(folder: string, format: Format): Promise<void> {
  const damage = await damageOf(folder);
  if (damage === undefined) return;
  throw new DatasetError({
    what: 'changed since it was sealed',
    file: damage.file,
    expected: `the content whose hash is in ${SEAL}`,
    got: `a file that ${damage.what}`,
    remedy: existsSync(join(folder, NOTICE))
      ? again(folder, format)
      : `Restore the file or, if the change is intended, seal the folder again: \`npx @rectified/cli datasets seal ${folder}\``,
  });
}

const again = (folder: string, { name }: Format) =>
  `Generate them again: \`npx @rectified/cli datasets fetch synthetic-${name} --to ${folder}\`, or by the program that did`;

/** Returns whether these are the official images; throws if they should be and are not. */
function isOfficial({ folder, format, train, test }: Content): boolean {
  const files = [...train, test];
  const known = files.filter(({ file, sha256 }) => format.sha256[basename(file)] === sha256);
  if (known.length === files.length) return true;
  const large = files.filter(({ file, bytes }) => bytes.length === officialSize(format, basename(file)));
  if (large.length < files.length && known.length === 0) return false;
  for (const { file, bytes } of files) {
    if (large.some((other) => other.file === file)) continue;
    throw new DatasetError({
      what: 'not the official file, although others in the folder are',
      file,
      expected: `${thousands(officialSize(format, basename(file)) / recordBytes(format))} records`,
      got: `${thousands(bytes.length / recordBytes(format))} records`,
      remedy: remedyFor(folder, format),
    });
  }
  const sameImages =
    imagesHash([test.bytes], format) === format.images.test &&
    imagesHash(
      train.map(({ bytes }) => bytes),
      format,
    ) === format.images.train;
  if (sameImages) return true;
  const { file, sha256 } = files.find((each) => !known.includes(each))!;
  throw new DatasetError({
    what: `same size as the official file of ${format.title}, but different content`,
    file,
    expected: `SHA-256 ${format.sha256[basename(file)]}`,
    got: sha256,
    remedy: remedyFor(folder, format),
  });
}

function checkNames({ folder, format, names }: Content): void {
  for (const { file, classes } of format.names) {
    const found = names[file];
    if (found === undefined || found.join('\n') === classes.join('\n')) continue;
    throw new DatasetError({
      what: `class names do not match the official images of ${format.title}`,
      file: join(folder, file),
      expected: classes.find((name, label) => name !== found[label]),
      got: found.find((name, label) => name !== classes[label]),
      remedy: remedyFor(folder, format),
    });
  }
}

const remedyFor = (folder: string, { name }: Format) =>
  `Download it again: \`npx @rectified/cli datasets fetch ${name} --to ${folder}\` (the existing files are kept beside it). If the change is intended, seal the folder: \`npx @rectified/cli datasets seal ${folder}\``;

/** The names of all entries that a folder of the format may have, from the archive and its copies. */
export const entriesOf = (format: Format): readonly string[] => [
  ...filesOf(format),
  ...format.names.map(({ file }) => file),
  'readme.html',
];
