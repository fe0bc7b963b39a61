import { InputError } from '@rectified/errors';

/** What the operating system's error codes mean to a user. */
const meanings: Readonly<Record<string, { what: string; remedy: string }>> = {
  ENOSPC: { what: 'the disk is full', remedy: 'Free some space, or choose a folder on another disk' },
  EDQUOT: {
    what: 'the disk quota is used up',
    remedy: 'Free some space, or choose a folder on another disk',
  },
  EFBIG: { what: 'the file would be larger than allowed', remedy: 'Raise the limit (`ulimit -f`)' },
  EACCES: { what: 'permission denied', remedy: 'Choose another folder, or change its permissions' },
  EPERM: { what: 'permission denied', remedy: 'Choose another folder, or change its permissions' },
  EROFS: { what: 'the file system is read-only', remedy: 'Choose a folder on another file system' },
  ENOTDIR: { what: 'a part of the path is a file, not a folder', remedy: 'Choose another folder' },
  EISDIR: {
    what: 'it is a folder, not a file',
    remedy: 'Choose another path, or remove the folder',
  },
  EEXIST: { what: 'a file with this name exists', remedy: 'Choose another folder' },
  EIO: { what: 'the disk failed', remedy: 'Choose a folder on another disk' },
  ENAMETOOLONG: { what: 'the name is too long', remedy: 'Choose a shorter one' },
  ELOOP: { what: 'a link that points back to itself', remedy: 'Remove the link, or choose another path' },
  ENOENT: { what: 'no such file or folder', remedy: 'Check the path' },
  EMFILE: { what: 'too many files are open', remedy: 'Raise the limit (`ulimit -n`)' },
  ENFILE: {
    what: 'too many files are open on this machine',
    remedy: 'Try again when fewer programs are running',
  },
  EBUSY: { what: 'it is in use', remedy: 'Try again when it is free, or choose another path' },
  ETXTBSY: { what: 'it is a running program', remedy: 'Choose another path' },
  EXDEV: { what: 'part of the folder is on another file system', remedy: 'Choose another folder' },
  EMLINK: { what: 'the folder contains too many folders', remedy: 'Choose another folder' },
  ENXIO: { what: 'not a file that can be read or written', remedy: 'Choose another path' },
  ENODEV: { what: 'not a file that can be read or written', remedy: 'Choose another path' },
  EOPNOTSUPP: { what: 'the file system cannot do this', remedy: 'Choose a folder on another file system' },
  ENOTSUP: { what: 'the file system cannot do this', remedy: 'Choose a folder on another file system' },
  ENOSYS: { what: 'the file system cannot do this', remedy: 'Choose a folder on another file system' },
  ENOTEMPTY: { what: 'the folder is not empty', remedy: 'Choose another folder' },
  ESTALE: { what: 'the file server has lost the file', remedy: 'Mount its file system again' },
  ETIMEDOUT: {
    what: 'the file system does not answer',
    remedy: 'Try again, or choose a folder on another disk',
  },
  ERR_FS_FILE_TOO_LARGE: {
    what: 'the file is too large',
    remedy: 'Check that it is the right file',
  },
  ERR_INVALID_ARG_VALUE: { what: 'not a valid file name', remedy: 'Choose another path' },
};

/**
 * Turns a file system error into an {@link InputError} that says what to do about it; returns any other error unchanged.
 * `file` is used if the error names none.
 */
export function fileError(error: unknown, file?: string): unknown {
  if (!(error instanceof Error)) return error;
  const { code, path = file } = error as NodeJS.ErrnoException;
  const meaning = code === undefined ? undefined : meanings[code];
  return meaning === undefined ? error : new InputError({ ...meaning, file: path, cause: error });
}
