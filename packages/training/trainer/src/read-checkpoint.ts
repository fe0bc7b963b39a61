import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { checkCheckpoint, readCheckpoint } from '@rectified/run-folder';
import type * as tf from '@tensorflow/tfjs-core';
import { checkLength, type EncodedTensors } from './weights.js';

/** The weights saved in a checkpoint folder. */
export async function readWeights(checkpoint: string): Promise<EncodedTensors> {
  const { weightsManifest } = (await readJson(join(checkpoint, 'model.json'))) as tf.io.ModelJSON;
  const file = join(checkpoint, 'weights.bin');
  const encoded = { data: await readBytes(file), specs: weightsManifest.flatMap(({ weights }) => weights) };
  checkLength(encoded, file);
  return encoded;
}

/** The layers of the model saved in a checkpoint folder. */
export async function readTopology(checkpoint: string): Promise<tf.io.ModelJSON['modelTopology']> {
  return ((await readJson(join(checkpoint, 'model.json'))) as tf.io.ModelJSON).modelTopology;
}

/**
 * The current folder of a run's checkpoint, or of a checkpoint given directly. Throws an InputError if a file in it is not what was
 * written.
 */
export async function checkpointOf(folder: string): Promise<string> {
  if (existsSync(join(folder, 'model.json'))) {
    await checkCheckpoint(folder);
    return folder;
  }
  const found = existsSync(join(folder, 'run.json')) ? await readCheckpoint(folder) : undefined;
  if (found !== undefined) return found.folder;
  throw new InputError({
    what: existsSync(folder) ? 'no checkpoint here' : 'no such folder',
    expected: 'the folder of a run that has saved a checkpoint',
    file: folder,
  });
}

export async function readJson(file: string): Promise<unknown> {
  const bytes = await readBytes(file);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new InputError({ what: 'broken JSON', got: (cause as Error).message, file, cause });
  }
}

export async function readBytes(file: string): Promise<ArrayBuffer> {
  try {
    const { buffer, byteOffset, byteLength } = await readFile(file);
    return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  } catch (cause) {
    throw new InputError({ what: 'cannot be read', got: (cause as Error).message, file, cause });
  }
}
