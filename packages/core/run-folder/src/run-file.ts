import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { type Check, checkValue, InputError } from '@rectified/errors';
import {
  checkRegular,
  type FileHash,
  fileError,
  hashBytes,
  hashFile,
  sealedJson,
  writeAtomically,
} from '@rectified/system';
import { z } from 'zod';
import { checkSealed } from './check-sealed.js';
import { damaged, startOver } from './damaged.js';
import { parseJson } from './parse-json.js';
import { pathIn } from './path-in.js';
import { readDescription } from './read-json.js';
import { checkOwn, runIdOf } from './run-id.js';
import { fileHash } from './schema.js';

/** Contains the hashes of the files that {@link writeRunFile} wrote; it is rewritten after each of them. */
const list = 'files.json';
const listed = z.object({
  format: z.literal(2),
  /** Absent in older runs, and in folders that are not runs, such as a comparison's. */
  run: z.string().optional(),
  files: z.record(z.string(), fileHash),
});

const textOrBytes: Check = {
  expected: 'text or bytes',
  fits: (value) => typeof value === 'string' || value instanceof Uint8Array,
};

type Files = Readonly<Record<string, FileHash>>;

/**
 * Writes another file of a run, such as statistics of its training images, and its hash. Throws an `InputError` if there is a file of
 * this name that is not the run's ({@link checkFree}).
 */
export async function writeRunFile(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  checkValue('content of a file of a run', content, textOrBytes);
  const hash = hashBytes(content);
  await checkFree(folder, name, hash);
  const files = { ...(await readList(folder)), [name]: hash };
  await writeAtomically(pathIn(folder, name), content);
  await writeList(folder, files);
}

/**
 * Throws an `InputError` if there is a file of this name that the run has not written: writing would destroy it. `content`: a file with
 * the same content is as good (writing may have been interrupted before it was registered).
 */
export async function checkFree(folder: string, name: string, content?: FileHash): Promise<void> {
  const file = pathIn(folder, name);
  if (!existsSync(file) || name in (await readList(folder))) return;
  const { size, sha256 } = await hashOf(file);
  if (size === content?.size && sha256 === content.sha256) return;
  throw new InputError({
    what: 'a file of this name is already in the folder of the run, which keeps its own under it',
    file,
    remedy: 'Move it elsewhere, or choose another folder',
  });
}

/** Registers a file that something else has written into the folder as one of the run's. */
export async function registerRunFile(folder: string, name: string): Promise<void> {
  const files = { ...(await readList(folder)), [name]: await hashFile(pathIn(folder, name)) };
  await writeList(folder, files);
}

/** Removes the files of a run or a comparison that never began: another one in this folder must not take them for its own. */
export async function removeRunFiles(folder: string): Promise<void> {
  const names = Object.keys(await readList(folder));
  // The list first: if this process is killed halfway, the others belong to nothing.
  for (const name of [list, ...names]) await rm(pathIn(folder, name), { force: true });
}

/** Adopts the files that were put into a folder before its run started. */
export async function adoptRunFiles(folder: string, id: string): Promise<void> {
  if (existsSync(pathIn(folder, list))) await writeList(folder, await readList(folder), id);
}

/**
 * Reads a file of {@link writeRunFile}; undefined if it was not written, or writing was interrupted. Throws an InputError if it
 * has changed or belongs to another run.
 */
export async function readRunFile(folder: string, name: string): Promise<Uint8Array | undefined> {
  const known = (await readList(folder))[name];
  if (known === undefined) return readOld(folder, name);
  await checkFile(folder, name, known);
  return readFile(pathIn(folder, name));
}

/** Runs of format 1 have no list. */
async function readOld(folder: string, name: string): Promise<Uint8Array | undefined> {
  const there = [name, 'run.json'].every((file) => existsSync(pathIn(folder, file)));
  const old = there && (await readDescription(folder)).format === 1;
  return old ? readFile(pathIn(folder, name)) : undefined;
}

/** Throws an InputError if a file of {@link writeRunFile} has changed or belongs to another run. */
export async function checkRunFiles(folder: string): Promise<void> {
  for (const [name, known] of Object.entries(await readList(folder))) await checkFile(folder, name, known);
}

async function checkFile(folder: string, name: string, known: FileHash): Promise<void> {
  const file = pathIn(folder, name);
  if (!existsSync(file)) throw damaged({ file, what: 'is missing' }, startOver);
  const { size, sha256 } = await hashOf(file);
  if (size !== known.size)
    throw damaged({ file, what: `has ${size} bytes instead of ${known.size}` }, startOver);
  if (sha256 !== known.sha256) throw damaged({ file, what: 'differs from what was written' }, startOver);
}

const hashOf = (file: string) =>
  hashFile(file).catch((error) => {
    throw fileError(error, file);
  });

async function writeList(folder: string, files: Files, run = runIdOf(folder)): Promise<void> {
  await writeAtomically(pathIn(folder, list), sealedJson({ format: 2, run, files }));
}

/** Throws an InputError if the list belongs to another run than the one in the folder. */
export async function readList(folder: string): Promise<Files> {
  const file = pathIn(folder, list);
  if (!existsSync(file)) return {};
  try {
    checkRegular(file);
    const text = await readFile(file, 'utf8');
    checkSealed(text, file, startOver);
    const { run, files } = parseJson(listed, text, file, { remedy: startOver });
    // Without a run.json, it belongs to a run that was killed before it started, or to a comparison.
    if (existsSync(pathIn(folder, 'run.json'))) checkOwn(file, run, runIdOf(folder));
    return files;
  } catch (error) {
    throw fileError(error, file);
  }
}
