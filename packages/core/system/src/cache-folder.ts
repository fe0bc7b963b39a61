import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The folder for everything that a user's projects share (TensorFlow, kernels, datasets): `$RECTIFIED_CACHE`, else
 * `$XDG_CACHE_HOME/rectified`, else `~/.cache/rectified`.
 */
export function cacheFolder({ RECTIFIED_CACHE, XDG_CACHE_HOME }: NodeJS.ProcessEnv = process.env): string {
  return resolve(RECTIFIED_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'rectified'));
}
