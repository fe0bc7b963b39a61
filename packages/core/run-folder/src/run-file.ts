import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Check, checkValue } from '@rectified/errors';
import {
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

/** Holds the hashes of the files that {@link writeRunFile} wrote; it is written after each of them. */
const list = 'files.json';
const listed = z.object({
  format: z.literal(2),
  /** Absent in older runs, and in folders that are no run's, such as a comparison's. */
  run: z.string().optional(),
  files: z.record(z.string(), fileHash),
});

const textOrBytes: Check = {
  expected: 'text or bytes',
  fits: (value) => typeof value === 'string' || value instanceof Uint8Array,
};

type Files = Readonly<Record<string, FileHash>>;

/** Writes another file that belongs to a run, such as what is known of its training images, and its hash. */
export async function writeRunFile(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  checkValue('content of a file of a run', content, textOrBytes);
  const files = { ...(await readList(folder)), [name]: hashBytes(content) };
  await writeAtomically(pathIn(folder, name), content);
  await writeList(folder, files);
}

/** Takes a file that something else has written into the folder for one of the run's. */
export async function registerRunFile(folder: string, name: string): Promise<void> {
  const files = { ...(await readList(folder)), [name]: await hashFile(pathIn(folder, name)) };
  await writeList(folder, files);
}

/** Makes what was put into a folder before its run began the run's own. */
export async function adoptRunFiles(folder: string, id: string): Promise<void> {
  if (existsSync(pathIn(folder, list))) await writeList(folder, await readList(folder), id);
}

/**
 * What {@link writeRunFile} wrote; undefined if it has not, or was killed before it had. Throws an InputError if it
 * is something else now, or another run's.
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

/** Throws an InputError if a file that {@link writeRunFile} wrote is something else now, or another run's. */
export async function checkRunFiles(folder: string): Promise<void> {
  for (const [name, known] of Object.entries(await readList(folder))) await checkFile(folder, name, known);
}

async function checkFile(folder: string, name: string, known: FileHash): Promise<void> {
  const file = pathIn(folder, name);
  if (!existsSync(file)) throw damaged({ file, what: 'is missing' }, startOver);
  const { size, sha256 } = await hashFile(file).catch((error) => {
    throw fileError(error, file);
  });
  if (size !== known.size)
    throw damaged({ file, what: `has ${size} bytes instead of ${known.size}` }, startOver);
  if (sha256 !== known.sha256) throw damaged({ file, what: 'differs from what was written' }, startOver);
}

async function writeList(folder: string, files: Files, run = runIdOf(folder)): Promise<void> {
  await writeAtomically(pathIn(folder, list), sealedJson({ format: 2, run, files }));
}

/** Throws an InputError if the list is another run's than the one in the folder. */
export async function readList(folder: string): Promise<Files> {
  const file = pathIn(folder, list);
  if (!existsSync(file)) return {};
  try {
    const text = await readFile(file, 'utf8');
    checkSealed(text, file, startOver);
    const { run, files } = parseJson(listed, text, file, { remedy: startOver });
    // Without a run.json it is of a run that was killed before it had begun, or of a comparison.
    if (existsSync(pathIn(folder, 'run.json'))) checkOwn(file, run, runIdOf(folder));
    return files;
  } catch (error) {
    throw fileError(error, file);
  }
}
