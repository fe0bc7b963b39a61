import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatasetError, type FetchOptions } from '@rectified/dataset';
import { checkMd5 } from './check-md5.js';
import { type DownloadOptions, download } from './download.js';
import { isFileError } from './file-error.js';
import { type Format, filesOf, recordBytes, thousands } from './format.js';
import { unpack } from './unpack.js';

/**
 * Downloads, checks and unpacks the official archive of `format`, so that its files lie in `folder`; returns
 * `folder`. Works in `<folder>.download` and moves the finished folder into place: `folder` is complete or absent
 * at any time. Returns at once where it is complete.
 */
export async function fetchArchive(
  folder: string,
  format: Format,
  { url = format.archive.url, ...options }: FetchOptions & DownloadOptions = {},
): Promise<string> {
  if ((await fileSizes(folder, format)).every(({ size, expected }) => size === expected)) return folder;
  const scratch = `${resolve(folder)}.download`;
  const archive = join(scratch, 'archive.tar.gz');
  const unpacked = join(scratch, 'unpacked');
  try {
    await refuseOccupied(folder, format);
    await mkdir(scratch, { recursive: true });
    await download(url, archive, options);
    await checkMd5(archive, { url, md5: format.archive.md5, ...options });
    await rm(unpacked, { recursive: true, force: true });
    await unpack(archive, unpacked, { inside: format.folder, ...options });
    await checkSizes(unpacked, format);
    await rmdir(folder).catch(() => {}); // an empty one, which not every system lets `rename` replace
    await rename(unpacked, folder);
    await rm(scratch, { recursive: true });
    return folder;
  } catch (cause) {
    await rm(unpacked, { recursive: true, force: true }).catch(() => {});
    if (!isFileError(cause)) throw cause;
    const full = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
    throw new DatasetError({
      what: full ? 'the disk is full' : 'cannot write here',
      file: folder,
      expected: 'a folder that can be written, with 360 MB free for archive and files',
      got: cause.message,
      remedy: 'Make room or give another folder; what was downloaded is kept',
      cause,
    });
  }
}

/** The size of every file, 0 where it is missing, beside its published size. */
function fileSizes(folder: string, format: Format) {
  return Promise.all(
    filesOf(format).map(async (name) => ({
      name,
      size: await stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
      expected: recordBytes(format) * (name === format.test ? format.records.test : format.records.train),
    })),
  );
}

async function checkSizes(folder: string, format: Format): Promise<void> {
  for (const { name, size, expected } of await fileSizes(folder, format))
    if (size !== expected)
      throw new DatasetError({
        what: `the archive does not hold ${format.title}`,
        file: name,
        expected: `${thousands(expected)} bytes`,
        got: `${thousands(size)} bytes`,
        remedy: 'Download from another address',
      });
}

async function refuseOccupied(folder: string, { title }: Format): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length === 0) return;
  throw new DatasetError({
    what: 'the folder is not empty',
    file: folder,
    expected: `nothing there yet, or the complete ${title}`,
    got: entries.slice(0, 5).join(', '),
    remedy: 'Give another folder, or remove this one',
  });
}
