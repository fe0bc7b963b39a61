import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { makeOnce, runCommand, seal } from '@rectified/system';
import type { InstallProgress } from './install-progress.js';
import { isFetched } from './is-fetched.js';
import { Obstacle } from './obstacle.js';
import { ownFile } from './own-file.js';
import { sizeOf } from './size-of.js';
import type { TensorFlowDistribution } from './tensorflow-distribution.js';
import { unpackWheel } from './unpack-wheel.js';
import { watchSize } from './watch-size.js';

interface Options {
  cache: string;
  python: string;
  onProgress?: (progress: InstallProgress) => void;
  signal?: AbortSignal;
}

/**
 * Downloads TensorFlow's wheels with pip, which verifies their hashes, unpacks them into the cache, and records the hash
 * of every file. Replaces a damaged installation.
 */
export async function fetchTensorFlow(
  distribution: TensorFlowDistribution,
  { cache, python, onProgress, signal }: Options,
): Promise<void> {
  const { key, requirements, platforms, download, unpacked } = distribution;
  const fetch = async (temporary: string) => {
    await requireRoom(cache, download + unpacked);
    const wheels = join(temporary, 'wheels');
    // pip downloads to its temporary folder first; inside ours, its progress is visible and it is removed.
    const scratch = join(temporary, 'scratch');
    await mkdir(scratch);
    const downloading = watchSize(temporary, (done) =>
      onProgress?.({ step: 'download', done: Math.min(done, download), total: download }),
    );
    const options = [
      '--no-deps',
      '--no-cache-dir',
      '--no-input',
      '--disable-pip-version-check',
      '--progress-bar=off',
    ];
    // The wheels for one fixed Python, whichever is installed: only their C library is used.
    const wheel = [
      '--only-binary=:all:',
      '--implementation=cp',
      '--python-version=3.12',
      ...platforms.map((name) => `--platform=${name}`),
    ];
    const what = ['--require-hashes', '-r', ownFile(`requirements/${requirements}`), '-d', wheels];
    try {
      await runCommand(python, ['-m', 'pip', 'download', ...options, ...wheel, ...what], {
        env: { ...process.env, TMPDIR: scratch },
        signal,
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw new Obstacle(`pip could not download TensorFlow: ${(error as Error).message}`, { cause: error });
    } finally {
      downloading();
    }
    onProgress?.({ step: 'download', done: download, total: download });

    const before = await sizeOf(temporary);
    const showUnpacked = (bytes: number) =>
      onProgress?.({ step: 'unpack', done: Math.min(bytes - before, unpacked), total: unpacked });
    showUnpacked(before);
    const unpacking = watchSize(temporary, showUnpacked);
    try {
      for (const name of await readdir(wheels)) await unpackWheel(join(wheels, name), temporary, signal);
    } finally {
      unpacking();
    }
    showUnpacked(before + unpacked);
    await rm(wheels, { recursive: true });
    await rm(scratch, { recursive: true, force: true });
    await seal(temporary);
  };
  await makeOnce(join(cache, key), fetch, { isWhole: (path) => isFetched(distribution, path) });
}

async function requireRoom(cache: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(cache);
  if (bavail * bsize < bytes) {
    throw new Obstacle(
      `${cache} has room for ${gigabytes(bavail * bsize)}, and TensorFlow needs ${gigabytes(bytes)} while it is unpacked`,
    );
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
