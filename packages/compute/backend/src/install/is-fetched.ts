import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { damageOf, hashFile, SEAL, seal } from '@rectified/system';
import type { TensorFlowDistribution } from './tensorflow-distribution.js';

/**
 * Whether a folder of the cache contains this TensorFlow, complete: every byte is compared with the hashes recorded
 * when it was unpacked. One from before hashes were recorded is recognized by its libraries, and gets hashes now.
 */
export async function isFetched({ libraries }: TensorFlowDistribution, folder: string): Promise<boolean> {
  if (!existsSync(join(folder, SEAL)) && libraries && (await haveHashes(folder, libraries)))
    await seal(folder);
  return (await damageOf(folder)) === undefined;
}

async function haveHashes(folder: string, hashes: Readonly<Record<string, string>>): Promise<boolean> {
  for (const [name, wanted] of Object.entries(hashes)) {
    const found = await hashFile(join(folder, name)).catch(() => undefined);
    if (found?.sha256 !== wanted) return false;
  }
  return true;
}
