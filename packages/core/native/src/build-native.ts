import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { isInputError } from '@rectified/errors';
import { CommandError, cacheFolder, makeFolder, runCommand } from '@rectified/system';
import { binaryPath, sourceFiles, sourceFolder } from './binary-path.js';

export interface BuildProgress {
  step: 'compile' | 'check';
  /** Files compiled so far, and in all. */
  done: number;
  total: number;
}

export interface BuildOptions {
  /** g++ or clang++, 9 or later. Default $CXX, else the first of g++, c++ and clang++ that is there. */
  compiler?: string;
  /** Where the kernels are kept. Default $RECTIFIED_CACHE, $XDG_CACHE_HOME/rectified or ~/.cache/rectified. */
  cache?: string;
  /** The folder whose `node_modules` has tfjs-node with its TensorFlow. Default the working directory. */
  project?: string;
  onProgress?: (progress: BuildProgress) => void;
  signal?: AbortSignal;
}

export type BuildResult =
  | { built: true /** False if they were there already. */; changed: boolean; path: string }
  | { built: false /** Why not: one line. */; reason: string };

/**
 * Compiles the kernels for this machine and the TensorFlow of a project's tfjs-node, into the cache. Does nothing if the
 * same compiler has done it before. A missing or failing compiler is a result, not an error: without the kernels
 * everything runs, slower. Takes half a minute on two cores.
 *
 * @example
 * const result = await buildNative({ onProgress: ({ done, total }) => console.error(`${done} of ${total}`) });
 * if (!result.built) console.error(result.reason);
 */
export async function buildNative(options: BuildOptions = {}): Promise<BuildResult> {
  const { onProgress, signal } = options;
  signal?.throwIfAborted();
  try {
    const cache = options.cache === undefined ? cacheFolder() : resolve(options.cache);
    const tfjsNode = findTfjsNode(resolve(options.project ?? '.'));
    const path = binaryPath(cache, await tensorflowVersion(tfjsNode, signal));
    const compiler = await findCompiler(options.compiler, signal);
    const stamp = path.replace(/node$/, 'compiler');
    if (existsSync(path) && existsSync(stamp) && readFileSync(stamp, 'utf8') === compiler.stamp)
      return { built: true, changed: false, path };

    await makeFolder(cache);
    const temporary = await mkdtemp(join(cache, '.native-'));
    try {
      const built = join(temporary, basename(path));
      await compile(built, compiler.command, tfjsNode, { temporary, onProgress, signal });
      const total = compiled().length;
      onProgress?.({ step: 'check', done: total, total });
      await runCommand(process.execPath, ['-e', LOAD, tfjsNode, built], { signal });
      // By rename: a process that starts meanwhile finds the old file or the new one, never half of one.
      await writeFile(join(temporary, 'stamp'), compiler.stamp);
      await rename(built, path);
      await rename(join(temporary, 'stamp'), stamp);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return { built: true, changed: true, path };
  } catch (error) {
    signal?.throwIfAborted();
    if (
      error instanceof CommandError ||
      error instanceof Obstacle ||
      isInputError(error) ||
      (error instanceof Error && 'syscall' in error)
    )
      return { built: false, reason: error instanceof CommandError ? firstError(error) : error.message };
    throw error;
  }
}

/** Why the kernels cannot be built. */
class Obstacle extends Error {}

function findTfjsNode(project: string): string {
  for (const from of [join(project, 'package.json'), import.meta.url])
    try {
      return dirname(createRequire(from).resolve('@tensorflow/tfjs-node/package.json'));
    } catch {}
  throw new Obstacle('tfjs-node is not installed: `npm install --ignore-scripts @tensorflow/tfjs-node`');
}

/** Loads tfjs-node, and the kernels if there are any, in a process of its own, and writes TensorFlow's version. */
const LOAD = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value == null; // Node 23 dropped what tfjs-node calls
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const { binding } = require(process.argv[1]).backend();
  if (process.argv[2]) require(process.argv[2]);
  console.log(binding.TF_Version);
`;

async function tensorflowVersion(tfjsNode: string, signal?: AbortSignal): Promise<string> {
  try {
    return (await runCommand(process.execPath, ['-e', LOAD, tfjsNode], { signal })).trim();
  } catch (error) {
    signal?.throwIfAborted();
    throw new Obstacle(
      'tfjs-node does not load: `rectified backend install` (or `installTensorFlow()`) mends it',
      {
        cause: error,
      },
    );
  }
}

/** For the processor at hand. On arm64 -march=native would leave out what -mcpu=native knows. */
const MACHINE = process.arch === 'arm64' ? '-mcpu=native' : '-march=native';

/** The compiler, and what tells its results from another's: its version and the instructions it knows of this machine. */
async function findCompiler(
  wanted?: string,
  signal?: AbortSignal,
): Promise<{ command: string; stamp: string }> {
  const candidates = [wanted ?? process.env.CXX].filter(Boolean) as string[];
  if (candidates.length === 0) candidates.push('g++', 'c++', 'clang++');
  for (const command of candidates) {
    const macros = await runCommand(command, [MACHINE, '-dM', '-E', '-x', 'c++', '/dev/null'], {
      signal,
    }).catch(() => undefined);
    if (macros !== undefined) return { command, stamp: createHash('sha256').update(macros).digest('hex') };
  }
  signal?.throwIfAborted();
  const remedy = process.platform === 'darwin' ? 'xcode-select --install' : 'apt-get install g++';
  throw new Obstacle(`no C++ compiler (${candidates.join(', ')}): \`${remedy}\``);
}

function compiled(): string[] {
  return sourceFiles().filter((file) => file.endsWith('.cc'));
}

interface CompileOptions {
  temporary: string;
  onProgress?: (progress: BuildProgress) => void;
  signal?: AbortSignal;
}

async function compile(
  target: string,
  compiler: string,
  tfjsNode: string,
  options: CompileOptions,
): Promise<void> {
  const { temporary, onProgress, signal } = options;
  const { include_dir } = createRequire(import.meta.url)('node-api-headers') as { include_dir: string };
  const flags = [
    ...['-std=c++17', '-O3', MACHINE, '-ffp-contract=fast', '-fPIC', '-fvisibility=hidden', '-w'],
    ...['-I', join(tfjsNode, 'deps', 'include'), '-I', include_dir],
  ];
  // The longest first, so that none is left over at the end.
  const files = compiled().sort(
    (a, b) => readFileSync(join(sourceFolder(), b)).length - readFileSync(join(sourceFolder(), a)).length,
  );
  const objects = files.map((_, index) => join(temporary, `${index}.o`));
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let i = next++; i < files.length; i = next++) {
      await runCommand(compiler, [...flags, '-c', join(sourceFolder(), files[i]!), '-o', objects[i]!], {
        signal,
      });
      onProgress?.({ step: 'compile', done: ++done, total: files.length });
    }
  };
  onProgress?.({ step: 'compile', done, total: files.length });
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  // The libraries are those that tfjs-node has loaded when the kernels are: they are found by their names.
  const libraries = [
    '-L',
    join(tfjsNode, 'deps', 'lib'),
    '-ltensorflow',
    '-ltensorflow_framework',
    '-lpthread',
  ];
  const shared = process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];
  await runCommand(compiler, [...shared, '-o', target, ...objects, ...libraries], { signal });
}

/** One line of what a command wrote: the first that has an error in it. */
function firstError({ message, output }: CommandError): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((text) => /error|cannot|undefined/i.test(text)) ?? lines.at(-1) ?? message;
  return `the native kernels could not be compiled: ${line.trim()}`;
}
