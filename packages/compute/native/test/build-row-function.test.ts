import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findCompiler } from '../src/build/compilers.js';
import { inspectKernels } from '../src/index.js';

/** What a process of build-a-row-function.ts has to tell. */
interface Built {
  readonly number?: number;
  readonly said: readonly string[];
  readonly loads: readonly string[];
  readonly files: readonly string[];
}

const child = [
  ...['--conditions=@rectified/source', '--import', import.meta.resolve('tsx')],
  resolve('test', 'build-a-row-function.ts'),
];
const compiled = expect.stringMatching(/^f compiled for the native kernels in \d+\.\d s$/);

let folder: string;
let cache: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rectified-row-function-'));
  cache = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true }));

/** Builds in a process of its own. `blocks`: the largest file that it may write, in kilobytes. */
async function build({ compiler, blocks }: { compiler?: string; blocks?: number } = {}): Promise<Built> {
  const limit = blocks === undefined ? '' : `ulimit -f ${blocks};`;
  const { stdout } = await promisify(execFile)(
    'bash',
    ['-c', `${limit} exec "$0" "$@"`, process.execPath, ...child, cache],
    { env: { ...process.env, ...(compiler !== undefined && { CXX: compiler }) } },
  );
  return JSON.parse(stdout) as Built;
}

/** A compiler that does nothing but what it is told. */
async function compiler(script: string): Promise<string> {
  const path = join(folder, 'compiler');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const there = (await findCompiler()) !== undefined && process.platform !== 'win32';

describe.skipIf(!there)('a row function', () => {
  it('is there once where processes compile it at once, and whole', async () => {
    const both = await Promise.all([build(), build(), build()]);
    for (const each of both) expect(each).toMatchObject({ number: 1, loads: [expect.any(String)] });
    expect(inspectKernels(cache).map(({ damage }) => damage)).toEqual([undefined]);
    // Nothing is compiled again, and nothing unfinished is left.
    expect(await build()).toMatchObject({ number: 1, said: [] });
    expect((await readdir(cache)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('is left to ordinary operations where the compiler is killed, which is said in a line', async () => {
    const killed = await compiler('kill -9 $$');
    expect(await build({ compiler: killed })).toEqual({
      said: [`f is composed of ordinary operations, which is slower: ${killed} failed`],
      loads: [],
      files: [],
    });
    expect(await build()).toMatchObject({ number: 1, said: [compiled] });
  });

  it('is left to ordinary operations where the disk is full, which is said in a line', async () => {
    const full = await compiler(
      'echo "row-function.cc: In function:" >&2; echo "/tmp/x.s: fatal error: error writing: No space left on device" >&2; exit 1',
    );
    expect(await build({ compiler: full })).toEqual({
      said: [
        expect.stringMatching(/slower: \/tmp\/x\.s: fatal error: error writing: No space left on device$/),
      ],
      loads: [],
      files: [],
    });
    // No file may be as large as the text, then as what is compiled from it.
    for (const blocks of [1, 8])
      expect(await build({ blocks })).toEqual({
        said: [expect.stringMatching(/^f is composed of ordinary operations, which is slower: [^\n]+$/)],
        loads: [],
        files: [],
      });
    expect(await build()).toMatchObject({ number: 1, said: [compiled] });
  });

  it('is compiled by the next one where a process is killed while it compiles', async () => {
    const slow = await compiler('echo $$ > "$TMPDIR/begun"; exec sleep 60');
    const process = spawn(globalThis.process.execPath, [...child, cache], {
      env: { ...globalThis.process.env, CXX: slow },
      stdio: 'ignore',
    });
    const ended = once(process, 'exit');
    const compiling = await vi.waitFor(
      async () => {
        const [unfinished] = await readdir(cache);
        const pid = Number(await readFile(join(cache, unfinished!, 'begun'), 'utf8'));
        expect(pid).toBeGreaterThan(0);
        return pid;
      },
      { timeout: 60_000 },
    );
    process.kill('SIGKILL');
    await ended;
    globalThis.process.kill(compiling);
    expect(await build()).toMatchObject({ number: 1, said: [compiled] });
    expect(inspectKernels(cache)).toHaveLength(1);
  });
});
