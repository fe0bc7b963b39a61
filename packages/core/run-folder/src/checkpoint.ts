import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { callable, checkValue, type InputError, isInputError, text } from '@rectified/errors';
import {
  checkRegular,
  type Damage,
  damageOf,
  type FileHash,
  fileError,
  hashFile,
  SEAL,
  seal,
  sealedJson,
  syncPath,
} from '@rectified/system';
import { z } from 'zod';
import { checkSealed } from './check-sealed.js';
import type { Claim } from './claim-run.js';
import { damaged } from './damaged.js';
import { parseJson } from './parse-json.js';
import { pathIn } from './path-in.js';
import { readDescription, readResult } from './read-json.js';
import { currentFolder, previousFolder, replaceFolder } from './replace-folder.js';
import { removeRunFiles } from './run-file.js';
import { changeRun, removeResult } from './run-files.js';
import { checkOwn, runIdOf } from './run-id.js';
import { fileHash } from './schema.js';

const name = 'checkpoint';
/** Which run the checkpoint belongs to, and the state of `metrics.jsonl` when it was written. */
const metricsNote = 'metrics.json';
const note = z.object({ format: z.literal(2), run: z.string().optional(), metrics: fileHash });

/** A saved state of a run, verified to be as it was written. */
export interface Checkpoint {
  /** Its folder. */
  readonly folder: string;
  /** The part of `metrics.jsonl` that belongs to it; unknown in format 1. */
  readonly metrics?: FileHash;
}

/**
 * Replaces the run's `checkpoint/` with what `write` puts into the folder it is given, sealed as a whole. The previous
 * one is kept as `checkpoint.previous/`. `check` is called once more before the new one takes its place.
 */
export async function writeCheckpoint(
  folder: string,
  metrics: FileHash,
  write: (beside: string) => Promise<void>,
  check: () => void = () => {},
): Promise<void> {
  checkValue('what writes a checkpoint', write, callable());
  await replaceFolder(pathIn(folder, name), async (beside) => {
    await write(beside);
    await writeFile(join(beside, metricsNote), sealedJson({ format: 2, run: runIdOf(folder), metrics }));
    await seal(beside);
    check();
  });
  await rememberBeginning(folder);
}

/** After its first checkpoint, a run without one has lost it and must not silently start over. */
async function rememberBeginning(folder: string): Promise<void> {
  const description = await readDescription(folder);
  if (!description.begun) await changeRun(folder, { ...description, begun: true });
}

/**
 * Removes the `run.json` of a run that has saved nothing yet: its folder is free again. Leaves any other run as it is. Throws if this process
 * no longer holds the run. `withFiles`: also removes what `writeRunFile` and `registerRunFile` have put there; by default the next run adopts it.
 */
export async function withdrawRun(
  folder: string,
  claim: Pick<Claim, 'check'>,
  { withFiles = false } = {},
): Promise<void> {
  if (hasCheckpoint(folder) || (await readDescription(folder)).begun) return;
  claim.check();
  if (withFiles) await removeRunFiles(folder);
  await rm(pathIn(folder, 'run.json'));
  await syncPath(folder);
}

/** Returns whether the run has saved anything, damaged or not. */
export function hasCheckpoint(folder: string): boolean {
  return currentFolder(pathIn(folder, name)) !== undefined;
}

/**
 * The run's last checkpoint; undefined if it has none. Throws an InputError if one of its files is not what was
 * written, or if it belongs to another run, or is not the one that the run ended with. (Runs of format 1 have nothing to check
 * this by.)
 */
export async function readCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const { format } = await readDescription(folder);
  for (let attempt = 1; ; attempt++) {
    const found = currentFolder(pathIn(folder, name));
    if (found === undefined) return undefined;
    if (format === 1 && isOld(found)) return { folder: found };
    const before = await sealOf(folder);
    const whole = await readWhole(folder, found);
    if (!(whole instanceof Error)) return whole;
    // A running process may have replaced the checkpoint in the meantime, or be about to.
    const stays = found === currentFolder(pathIn(folder, name)) && before === (await sealOf(folder));
    if (attempt === 10 || (stays && before !== undefined)) throw whole;
  }
}

/** A checkpoint, or what is wrong with it. */
async function readWhole(folder: string, found: string): Promise<Checkpoint | InputError> {
  try {
    const damage = await damageOf(found);
    if (damage !== undefined) return damaged(damage, await remedyFor(folder));
    const { metrics } = await ownNote(folder, found);
    const strange = await strangeness(folder, found);
    if (strange !== undefined) return damaged(strange, await remedyFor(folder));
    return { folder: found, metrics };
  } catch (error) {
    if (isInputError(error)) return error;
    throw error;
  }
}

/** A checkpoint's folder by itself, for example one copied from a run. Throws an InputError if it is damaged. */
export async function checkCheckpoint(checkpoint: string): Promise<void> {
  checkValue('checkpoint', checkpoint, text('the path of its folder'));
  const damage = isOld(checkpoint) ? undefined : await damageOf(checkpoint);
  if (damage !== undefined) throw damaged(damage, 'Copy it again from its run');
}

/**
 * Restores the checkpoint before the last; the damaged last one is kept as `checkpoint.damaged/`.
 * Throws an InputError if there is none, or if it is also damaged or belongs to another run.
 */
export async function goBack(folder: string): Promise<void> {
  await readDescription(folder); // Without it, the run could not continue anyway.
  const path = pathIn(folder, name);
  const before = previousFolder(path);
  if (before === undefined) throw damaged({ file: path, what: 'has no checkpoint before it' }, anew);
  const damage = await damageOf(before);
  if (damage !== undefined) throw damaged(damage, anew);
  await ownNote(folder, before);
  await removeResult(folder);
  const last = currentFolder(path);
  if (last !== undefined) {
    await rm(`${path}.damaged`, { recursive: true, force: true });
    await rename(last, `${path}.damaged`);
  }
  await rename(before, path);
  await syncPath(folder);
}

/** The part of `metrics.jsonl` that belongs to the last checkpoint; undefined if there is none, or in format 1. */
export async function knownMetrics(folder: string): Promise<FileHash | undefined> {
  for (let attempt = 1; ; attempt++) {
    const checkpoint = currentFolder(pathIn(folder, name));
    if (checkpoint === undefined || isOld(checkpoint)) return undefined;
    try {
      return (await ownNote(folder, checkpoint)).metrics;
    } catch (error) {
      // A running process may just have replaced it.
      if (!existsSync(checkpoint) && attempt < 3) continue;
      const damage = await damageOf(checkpoint);
      throw damage === undefined ? error : damaged(damage, await remedyFor(folder));
    }
  }
}

/** What is wrong with the last checkpoint if it is not the one that the run ended with. */
async function strangeness(folder: string, checkpoint: string): Promise<Damage | undefined> {
  const { end } = (await readResult(folder)) ?? {};
  const file = join(checkpoint, SEAL);
  if (end?.checkpoint === undefined || (await hashFile(file)).sha256 === end.checkpoint) return undefined;
  return { file: checkpoint, what: 'is not the checkpoint that the run ended with' };
}

/** The hash of the last checkpoint's seal, to be stored in a result; undefined if there is none. */
export async function sealOf(folder: string): Promise<string | undefined> {
  const found = currentFolder(pathIn(folder, name));
  if (found === undefined) return undefined;
  return hashFile(join(found, SEAL)).then(
    ({ sha256 }) => sha256,
    () => undefined,
  );
}

const isOld = (checkpoint: string) =>
  !existsSync(join(checkpoint, SEAL)) && !existsSync(join(checkpoint, metricsNote));

/** The note of a run's checkpoint. Throws an InputError if it belongs to another run. */
async function ownNote(folder: string, checkpoint: string): Promise<z.infer<typeof note>> {
  const found = await readNote(checkpoint);
  checkOwn(checkpoint, found.run, runIdOf(folder));
  return found;
}

async function readNote(checkpoint: string): Promise<z.infer<typeof note>> {
  const file = join(checkpoint, metricsNote);
  try {
    if (!existsSync(file)) throw damaged({ file, what: 'is missing' }, anew);
    checkRegular(file);
    const text = await readFile(file, 'utf8');
    checkSealed(text, file, anew);
    return parseJson(note, text, file, { remedy: anew });
  } catch (error) {
    throw fileError(error, file);
  }
}

const anew = 'Restore it from a copy, or start the run over (`--start-over`)';

/** Suggests the previous checkpoint if it is undamaged. */
export async function remedyFor(folder: string): Promise<string> {
  const before = previousFolder(pathIn(folder, name));
  return before !== undefined && (await isUsable(folder, before))
    ? 'Continue training from the checkpoint before it (`--go-back`), restore it from a copy, or start the run over (`--start-over`)'
    : anew;
}

async function isUsable(folder: string, checkpoint: string): Promise<boolean> {
  return (
    (await damageOf(checkpoint)) === undefined &&
    ownNote(folder, checkpoint).then(
      () => true,
      () => false,
    )
  );
}
