import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { damageOf, SEAL } from '@rectified/system';
import { type Format, filesOf, officialSize, recordBytes, thousands } from './format.js';
import { imagesHash } from './images-hash.js';
import type { RecordsFile } from './read-records.js';

/** The file by which generated sets say what they are. */
const NOTICE = 'synthetic.json';

/** The files of a folder that was opened. */
export interface Content {
  readonly folder: string;
  readonly format: Format;
  readonly train: readonly RecordsFile[];
  readonly test: RecordsFile;
  /** The class names in each text file that the folder has. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/**
 * Throws unless the files are what somebody vouches for, so that damage and exchanged files don't go into results unnoticed:
 *
 * - a sealed folder (generated, or of one's own and sealed by `npx @rectified/cli datasets seal`) is as it was sealed;
 * - files as large as the official ones have their content, or the same images in another order;
 * - where one file is the official one, so are all, with the official class names.
 *
 * Other files, such as small ones made by hand, are taken as they are.
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
    what: 'not as it was sealed',
    file: damage.file,
    expected: `the content that ${SEAL} beside it tells the hash of`,
    got: `a file that ${damage.what}`,
    remedy: existsSync(join(folder, NOTICE))
      ? again(folder, format)
      : `Restore the file or, if the change is meant, seal the folder again: \`npx @rectified/cli datasets seal ${folder}\``,
  });
}

const again = (folder: string, { name }: Format) =>
  `Generate them again: \`npx @rectified/cli datasets fetch synthetic-${name} --to ${folder}\`, or by the program that did`;

/** Whether these are the official images; throws where they should be and are not. */
function isOfficial({ folder, format, train, test }: Content): boolean {
  const files = [...train, test];
  const known = files.filter(({ file, sha256 }) => format.sha256[basename(file)] === sha256);
  if (known.length === files.length) return true;
  const large = files.filter(({ file, bytes }) => bytes.length === officialSize(format, basename(file)));
  if (large.length < files.length && known.length === 0) return false;
  for (const { file, bytes } of files) {
    if (large.some((other) => other.file === file)) continue;
    throw new DatasetError({
      what: 'not the official file, beside files that are',
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
    what: `as large as the official file of ${format.title}, with other content`,
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
      what: `class names that are not those of ${format.title}, beside its official images`,
      file: join(folder, file),
      expected: classes.find((name, label) => name !== found[label]),
      got: found.find((name, label) => name !== classes[label]),
      remedy: remedyFor(folder, format),
    });
  }
}

const remedyFor = (folder: string, { name }: Format) =>
  `Get it again: \`npx @rectified/cli datasets fetch ${name} --to ${folder}\` (what is there is kept beside it). If the change is meant, seal the folder: \`npx @rectified/cli datasets seal ${folder}\``;

/** The names of all entries that the folder of a format may have, as the archive and its copies do. */
export const entriesOf = (format: Format): readonly string[] => [
  ...filesOf(format),
  ...format.names.map(({ file }) => file),
  'readme.html',
];
