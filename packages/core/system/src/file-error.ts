import { InputError } from '@rectified/errors';

/** What the operating system's error codes mean to the person whose folder it is. */
const meanings: Readonly<Record<string, { what: string; remedy: string }>> = {
  ENOSPC: { what: 'the disk is full', remedy: 'Free some space, or choose a folder on another disk' },
  EDQUOT: {
    what: 'the disk quota is used up',
    remedy: 'Free some space, or choose a folder on another disk',
  },
  EFBIG: { what: 'the file would be larger than allowed', remedy: 'Raise the limit (`ulimit -f`)' },
  EACCES: { what: 'no permission', remedy: 'Choose another folder, or change its permissions' },
  EPERM: { what: 'no permission', remedy: 'Choose another folder, or change its permissions' },
  EROFS: { what: 'the file system is read-only', remedy: 'Choose a folder on another file system' },
  ENOTDIR: { what: 'a part of the path is a file, not a folder', remedy: 'Choose another folder' },
  EISDIR: {
    what: 'a folder has the name of a file',
    remedy: 'Choose another folder, or remove the one named so',
  },
  EEXIST: { what: 'a file has the name of the folder', remedy: 'Choose another folder' },
  EIO: { what: 'the disk failed', remedy: 'Choose a folder on another disk' },
};

/**
 * An error of the file system as an {@link InputError} that says what to do about it; any other error as it is.
 * `file` is used where the error names none.
 */
export function fileError(error: unknown, file: string): unknown {
  const { code, path = file } = error as NodeJS.ErrnoException;
  const meaning = code === undefined ? undefined : meanings[code];
  return meaning === undefined ? error : new InputError({ ...meaning, file: path, cause: error });
}
