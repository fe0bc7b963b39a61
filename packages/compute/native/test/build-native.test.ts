import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { isFused, rectifiedConv2d } from '@rectified/kernels';
import { isRunning, processorCount } from '@rectified/system';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stampFile } from '../src/build/built-kernels.js';
import { sourceFiles } from '../src/build/kernels-key.js';
import { buildNative, loadNative, releaseMemory, scratchBytes } from '../src/index.js';
import { describeNative } from './describe-native.js';
import { native } from './native.js';

/** Lets a process run the sources. */
const loader = ['--conditions=@rectified/source', '--import', import.meta.resolve('tsx')];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rectified-native-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A compiler that says its version and its macros, and else does as told. */
async function compiler(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(
    path,
    `#!/bin/sh\ncase "$*" in *-dM* | --version) echo "#define VERSION ${name}"; exit 0;; esac\n${script}\n`,
  );
  await chmod(path, 0o755);
  return path;
}

describe('the stamp', () => {
  it('is one for every version of TensorFlow', () => {
    expect(stampFile('/cache', '2.21.0')).toMatch(/^\/cache\/native-[0-9a-f]{16}\.json$/);
    expect(stampFile('/cache', '2.21.0')).not.toBe(stampFile('/cache', '2.9.1'));
    expect(sourceFiles()).toContain('kernels/gemm.cc');
  });
});

describeNative('buildNative', () => {
  it('says in one line why a compile failed, and leaves nothing behind', async () => {
    const command = await compiler(
      'failing',
      'echo "a.cc: In function:" >&2; echo "a.cc:1: error: no such header" >&2; exit 1',
    );
    const cache = join(folder, 'failing-cache');
    const result = await buildNative({ compiler: command, cache });
    expect(result).toEqual({
      built: false,
      reason: 'the native kernels could not be compiled: a.cc:1: error: no such header',
      output: 'a.cc: In function:\na.cc:1: error: no such header',
    });
    expect(await readdir(cache)).toEqual([]);
  });

  it('says so when what was compiled does not load', async () => {
    const command = await compiler(
      'empty',
      'for last; do :; done; while [ $# -gt 0 ]; do [ "$1" = -o ] && : > "$2"; shift; done',
    );
    const result = await buildNative({ compiler: command, cache: join(folder, 'empty-cache') });
    expect(result).toMatchObject({ built: false });
    expect((result as { reason: string }).reason).toMatch(
      /^the native kernels could not be compiled: [^\n]*$/,
    );
  });

  it('says so when there is no compiler, or no tfjs-node', async () => {
    const cache = join(folder, 'no-cache');
    expect(await buildNative({ compiler: join(folder, 'nothing'), cache })).toMatchObject({
      built: false,
      reason: expect.stringMatching(/^no C\+\+ compiler/),
    });
  });

  it('does nothing when it is done, and stops when told', async () => {
    expect(await buildNative()).toMatchObject({ built: true, changed: false });
    await expect(buildNative({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  it('stops a compile when told', async () => {
    const stop = new AbortController();
    const command = await compiler('slow', 'exec sleep 60');
    const cache = join(folder, 'slow-cache');
    const building = buildNative({
      compiler: command,
      cache,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(building).rejects.toThrow('enough');
    expect(await readdir(cache)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'takes its compilers along when it is killed, and the next one tidies up',
    async () => {
      const cache = join(folder, 'killed-cache');
      const pidsOf = join(folder, 'pids');
      // As g++ does it: the work is another process's.
      const command = await compiler('hanging', `sleep 300 & echo $$ $! >> '${pidsOf}'; wait`);
      const child = spawn(
        process.execPath,
        [...loader, resolve('test', 'build-and-hang.ts'), command, cache],
        {
          stdio: 'inherit',
        },
      );
      const ended = once(child, 'exit');
      const pids = await vi.waitFor(
        async () => {
          const read = (await readFile(pidsOf, 'utf8')).trim().split(/\s/).map(Number);
          expect(read).toHaveLength(2 * processorCount());
          return read;
        },
        { timeout: 60_000 },
      );
      expect(await readdir(cache)).toHaveLength(1);
      child.kill('SIGKILL');
      await ended;
      await expect.poll(() => pids.filter(isRunning), { timeout: 60_000 }).toEqual([]);
      const failing = await compiler('failing-again', 'exit 1');
      expect(await buildNative({ compiler: failing, cache })).toMatchObject({ built: false });
      expect(await readdir(cache)).toEqual([]);
    },
  );
});

describe('loadNative', () => {
  it.skipIf(!native.loaded)('reports what it has loaded, and changes the number of threads', () => {
    const state = loadNative({ threads: 3, keepMemory: false });
    expect(state).toMatchObject({ loaded: true, threads: 3 });
    if (state.loaded) expect([16, 32, 64]).toContain(state.vectorBytes);
    process.env.RECTIFIED_THREADS = '2';
    expect(loadNative()).toMatchObject({ loaded: true, threads: 2 });
    delete process.env.RECTIFIED_THREADS;
  });

  it.skipIf(!native.loaded || process.platform !== 'linux')(
    'begins no more threads than it was told',
    async () => {
      // In a process of its own, whose threads are counted.
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--conditions=@rectified/source',
        '--import',
        import.meta.resolve('tsx'),
        resolve('test', 'count-threads.ts'),
      ]);
      expect(JSON.parse(stdout)).toEqual([
        { threads: 1, begun: 0 },
        { threads: 3, begun: 2 },
        { threads: 2, begun: 2 },
      ]);
    },
  );

  it.skipIf(!native.loaded)('gives working memory back', () => {
    tf.tidy(() => rectifiedConv2d(tf.ones([1, 8, 8, 16]), tf.ones([3, 3, 16, 16]), null, null));
    expect(scratchBytes()).toBeGreaterThan(0);
    releaseMemory();
    expect(scratchBytes()).toBe(0);
  });

  it.skipIf(!native.loaded)('leaves other backends alone, where operations are composed', async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    expect(isFused('rectifiedConv2d')).toBe(false);
    const y = tf.tidy(() => rectifiedConv2d(tf.ones([1, 2, 2, 3]), tf.ones([2, 2, 3, 1]), null, null));
    // With zeros below and to the right.
    expect([...y.dataSync()]).toEqual([12, 6, 6, 3]);
    await tf.setBackend('tensorflow');
  });
});
