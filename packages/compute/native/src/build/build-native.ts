import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { isInputError } from '@rectified/errors';
import {
  CommandError,
  cacheFolder,
  hashFile,
  processorCount,
  runCommand,
  syncPath,
  withTemporary,
} from '@rectified/system';
import { findKernels, kernelsFile, kernelsOf, stampFile, stampKernels, stampsIn } from './built-kernels.js';
import {
  type Compiler,
  compilerFlags,
  findCompiler,
  firstError,
  libraryFlags,
  machineFlag,
  noCompiler,
} from './compilers.js';
import { sourceFiles, sourceFolder } from './kernels-key.js';

export interface BuildProgress {
  step: 'compile' | 'check';
  /** The number of files compiled so far, and in total. */
  done: number;
  total: number;
}

export interface BuildOptions {
  /** g++ or clang++, 9 or later. Default $CXX, otherwise the first of g++, c++ and clang++ that is installed. */
  compiler?: string;
  /** Where the kernels are kept. Default $RECTIFIED_CACHE, $XDG_CACHE_HOME/rectified or ~/.cache/rectified. */
  cache?: string;
  /** The folder whose `node_modules` has tfjs-node with its TensorFlow. Default the working directory. */
  project?: string;
  /** The package whose TensorFlow to use. Default tfjs-node, or tfjs-node-gpu if only that is installed. */
  package?: (typeof PACKAGES)[number];
  onProgress?: (progress: BuildProgress) => void;
  signal?: AbortSignal;
}

export type BuildResult =
  | { built: true /** False if they were there already. */; changed: boolean; path: string }
  | {
      built: false /** Why not: one line. */;
      reason: string /** All that the compiler wrote, if it failed. */;
      output?: string;
    };

/**
 * Compiles the kernels for this machine and the TensorFlow of a project's tfjs-node (or tfjs-node-gpu, if it has only that) into the
 * cache. Does nothing if the same compiler has already done so and the files are intact. A missing or failing compiler is a result,
 * not an error: everything also runs without the kernels, only slower. Takes half a minute on two cores.
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
    const tfjsNode = findTfjsNode(resolve(options.project ?? '.'), options.package);
    const stamp = stampFile(cache, await tensorflowVersion(tfjsNode, signal));
    const compiler = await findCompiler(options.compiler, signal);
    if (compiler === undefined) throw new Obstacle(noCompiler(options.compiler));
    const compilerStamp = await stampOf(compiler, signal);
    const there = findKernels(stamp);
    if (
      there &&
      'path' in there &&
      there.compiler === compilerStamp &&
      (await loads(tfjsNode, there.path, signal))
    )
      return { built: true, changed: false, path: there.path };

    const path = await withTemporary(cache, async (temporary) => {
      const built = join(temporary, 'kernels.node');
      await compile(built, compiler.command, tfjsNode, { temporary, onProgress, signal });
      const total = compiled().length;
      onProgress?.({ step: 'check', done: total, total });
      await load(tfjsNode, built, signal);
      return keep(stamp, built, compilerStamp);
    });
    return { built: true, changed: true, path };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof CommandError)
      return {
        built: false,
        reason: `the native kernels could not be compiled: ${firstError(error)}`,
        output: error.output,
      };
    if (error instanceof Obstacle || (error instanceof Error && 'syscall' in error) || isInputError(error))
      return { built: false, reason: error.message };
    throw error;
  }
}

/**
 * Moves compiled kernels to their final name and writes their stamp, each by a rename: a process that starts meanwhile finds either the
 * old kernels or the new ones.
 */
async function keep(stamp: string, built: string, compiler: string): Promise<string> {
  await syncPath(built);
  const hash = await hashFile(built);
  const path = join(dirname(stamp), kernelsFile(stamp, hash));
  await rename(built, path);
  await stampKernels(stamp, { ...hash, path, compiler });
  await removeUseless(dirname(stamp), stamp);
  return path;
}

const HOUR = 60 * 60 * 1000;

/** Removes broken stamps, and kernels that no stamp names unless another process has just built them. */
async function removeUseless(cache: string, fresh: string): Promise<void> {
  for (const stamp of stampsIn(cache)) {
    const found = findKernels(stamp);
    const named = found && 'path' in found ? found.path : undefined;
    for (const path of kernelsOf(stamp)) {
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (path !== named && Date.now() - mtimeMs > HOUR) await rm(path, { force: true });
    }
    if (named === undefined && stamp !== fresh) await rm(stamp, { force: true });
  }
}

const PACKAGES = ['tfjs-node', 'tfjs-node-gpu'] as const;

/** Why the kernels cannot be built. */
class Obstacle extends Error {}

function findTfjsNode(project: string, wanted?: BuildOptions['package']): string {
  const names = wanted === undefined ? PACKAGES : [wanted];
  for (const name of names)
    for (const from of [join(project, 'package.json'), import.meta.url])
      try {
        return dirname(createRequire(from).resolve(`@tensorflow/${name}/package.json`));
      } catch {}
  throw new Obstacle('tfjs-node is not installed: `npm install --ignore-scripts @tensorflow/tfjs-node`');
}

/** A program that loads tfjs-node, and the kernels if there are any, and prints TensorFlow's version. */
const LOAD = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value == null; // Node 23 dropped what tfjs-node calls
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const { binding } = require(process.argv[1]).backend();
  if (process.argv[2]) require(process.argv[2]);
  console.log(binding.TF_Version);
`;

async function load(tfjsNode: string, kernels?: string, signal?: AbortSignal): Promise<string> {
  const what = kernels === undefined ? [tfjsNode] : [tfjsNode, kernels];
  return (await runCommand(process.execPath, ['-e', LOAD, ...what], { signal })).trim();
}

/** Whether existing kernels can still be loaded: the machine may have changed since they were compiled. */
async function loads(tfjsNode: string, kernels: string, signal?: AbortSignal): Promise<boolean> {
  return load(tfjsNode, kernels, signal).then(
    () => true,
    () => {
      signal?.throwIfAborted();
      return false;
    },
  );
}

async function tensorflowVersion(tfjsNode: string, signal?: AbortSignal): Promise<string> {
  try {
    return await load(tfjsNode, undefined, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw new Obstacle(
      'tfjs-node does not load: `npx @rectified/cli backend install` (or `installTensorFlow()`) repairs it',
      {
        cause: error,
      },
    );
  }
}

/** Identifies a compiler's output: its version, and the instructions that it uses for this machine. */
async function stampOf({ command }: Compiler, signal?: AbortSignal): Promise<string> {
  const macros = await runCommand(command, [machineFlag, '-dM', '-E', '-x', 'c++', '/dev/null'], { signal });
  return createHash('sha256').update(macros).update(compilerFlags.join()).digest('hex');
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
  const flags = [...compilerFlags, '-I', join(tfjsNode, 'deps', 'include'), '-I', include_dir];
  // The longest first, so that no long one runs alone at the end.
  const files = compiled().sort(
    (a, b) => readFileSync(join(sourceFolder(), b)).length - readFileSync(join(sourceFolder(), a)).length,
  );
  const objects = files.map((_, index) => join(temporary, `${index}.o`));
  const failed = new AbortController();
  const command = {
    signal: signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]),
    // The compilers' own temporary files are removed together with ours, even after a kill.
    env: { ...process.env, TMPDIR: temporary },
  };
  const waiting = files.entries();
  let done = 0;
  const work = async () => {
    for (const [i, file] of waiting) {
      await runCommand(compiler, [...flags, '-c', join(sourceFolder(), file), '-o', objects[i]!], command);
      onProgress?.({ step: 'compile', done: ++done, total: files.length });
    }
  };
  onProgress?.({ step: 'compile', done, total: files.length });
  const workers = Array.from({ length: processorCount() }, () =>
    work().catch((error: unknown) => {
      failed.abort(error); // the others need not go on
      throw error;
    }),
  );
  // None of them may be writing when the folder is removed.
  await Promise.allSettled(workers);
  await Promise.all(workers);
  // The libraries are found by name, because tfjs-node has already loaded them when the kernels are loaded.
  const libraries = [
    '-L',
    join(tfjsNode, 'deps', 'lib'),
    '-ltensorflow',
    '-ltensorflow_framework',
    '-lpthread',
    '-ldl',
  ];
  await runCommand(compiler, [...libraryFlags, '-o', target, ...objects, ...libraries], command);
}
