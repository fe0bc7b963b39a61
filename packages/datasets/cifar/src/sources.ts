import { existsSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError, type FetchOptions } from '@rectified/dataset';
import { hub, mirror, type Place, placeOf, type Source, type SourceFile } from '@rectified/download';
import { isInputError } from '@rectified/errors';
import { syncPath } from '@rectified/system';
import { checkContent } from './check-content.js';
import { type Format, filesOf, officialSize, recordBytes } from './format.js';
import { fromParquet } from './from-parquet.js';
import { readContent } from './open-format.js';
import { unpack } from './unpack.js';

/** The sources of `format`: the caller's, or a site's copy, the authors' host and the Hugging Face hub. */
export function sourcesOf(
  format: Format,
  { url, from }: Pick<FetchOptions, 'url' | 'from'>,
): readonly Source[] {
  if (url !== undefined) return [fromArchive(format, url, () => archiveAt(format, url))];
  if (from !== undefined) return fromPlace(format, from);
  const own = mirror();
  return [
    ...(own === undefined ? [] : fromPlace(format, own)),
    fromArchive(format, "the authors' host", () => archiveAt(format, format.archive.url)),
    fromHub(format, 'the Hugging Face hub', placeOf(hub()), hubFolder(format)),
  ];
}

/** The forms of a copy: the archive, its files, the hub's parquet files. */
function fromPlace(format: Format, text: string): readonly Source[] {
  const place = placeOf(text);
  const archive = format.archive.url.split('/').pop()!;
  const limits = archiveLimits(format);
  if (place.isFile) return [fromArchive(format, text, () => place.file('', limits))];
  return [
    fromArchive(format, `${archive} in ${text}`, () => place.file(archive, limits)),
    fromFiles(format, `the files in ${text}`, place, ''),
    fromFiles(format, `${format.folder} in ${text}`, place, `${format.folder}/`),
    ...['', `${format.hub.folder}/`, hubFolder(format)].map((folder) =>
      fromHub(format, `parquet files in ${text}${folder && ` (${folder})`}`, place, folder),
    ),
  ];
}

/** Leaves room for other compressions of the archive, but not for an endless body. */
const archiveLimits = (format: Format) => ({
  size: format.archive.bytes,
  most: 2 * unpackedBytes(format) + 2 ** 20,
});

const archiveAt = async (format: Format, url: string): Promise<SourceFile> => ({
  ...archiveLimits(format),
  url,
});

const hubFolder = ({ hub: { repository, folder } }: Format) =>
  `datasets/${repository}/resolve/main/${folder}/`;

const unpackedBytes = (format: Format) =>
  filesOf(format).reduce((sum, file) => sum + officialSize(format, file), 0);

function fromArchive(format: Format, name: string, file: () => Promise<SourceFile>): Source {
  return {
    name,
    files: async () => [await file()],
    async make([archive], folder, making) {
      const files = [...filesOf(format), ...format.names.map((names) => names.file)];
      await unpack(archive!, folder, {
        ...making,
        inside: format.folder,
        files,
        most: 2 * unpackedBytes(format) + 2 ** 20,
      });
      await finish(folder, format);
    },
  };
}

function fromFiles(format: Format, name: string, place: Place, below: string): Source {
  return {
    name,
    files: () =>
      Promise.all(
        filesOf(format).map((file) => {
          const size = officialSize(format, file);
          return place.file(below + file, { size, most: size });
        }),
      ),
    async make(files, folder) {
      for (const [at, file] of filesOf(format).entries()) await copyFile(files[at]!, join(folder, file));
      await finish(folder, format);
    },
  };
}

function fromHub(format: Format, name: string, place: Place, below: string): Source {
  const most = 2 * unpackedBytes(format) + 2 ** 20;
  return {
    name,
    files: () =>
      Promise.all(
        ['train', 'test'].map((part) => place.file(`${below}${part}-00000-of-00001.parquet`, { most })),
      ),
    async make([train, test], folder, making) {
      await fromParquet({ train: train!, test: test! }, folder, format, making);
      await finish(folder, format);
    },
  };
}

/** Checks that the files are the official images, and adds what only the archive contains. */
async function finish(folder: string, format: Format): Promise<void> {
  for (const name of filesOf(format))
    if (!existsSync(join(folder, name))) throw notIt(format, name, 'no such file');
  for (const { file, classes } of format.names) {
    const path = join(folder, file);
    // CIFAR-10's ends with an empty line.
    if (!existsSync(path))
      await writeFile(path, `${classes.join('\n')}\n${format.name === 'cifar10' ? '\n' : ''}`);
  }
  const content = await readContent(folder, format);
  for (const { file, bytes } of [...content.train, content.test]) {
    const name = file.slice(folder.length + 1);
    if (bytes.length !== officialSize(format, name))
      throw notIt(format, name, `${bytes.length / recordBytes(format)} records`);
  }
  await checkContent(content).catch((cause: unknown) => {
    if (!isInputError(cause)) throw cause;
    const { what, expected, got } = cause.details;
    throw new DatasetError({ what, expected, got, remedy: 'Use another source', cause });
  });
  for (const name of [...filesOf(format), ...format.names.map(({ file }) => file)])
    await syncPath(join(folder, name));
  await syncPath(folder);
}

function notIt(format: Format, file: string, got: string): DatasetError {
  return new DatasetError({
    what: `not the official ${format.title}`,
    file,
    expected: `${format.records[file === format.test ? 'test' : 'train']} records`,
    got,
    remedy: 'Use another source',
  });
}
