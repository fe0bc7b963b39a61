import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { isInputError } from '@rectified/errors';
import { CommandError, cacheFolder, runCommand, withTemporary } from '@rectified/system';
import { findKernels, stampFile } from './built-kernels.js';
import { type BuildProgress, compiled, compileKernels } from './compile-kernels.js';
import {
  type Compiler,
  compilerFlags,
  findCompiler,
  firstError,
  machineFlag,
  noCompiler,
} from './compilers.js';
import { keepKernels } from './keep-kernels.js';
import { Obstacle } from './obstacle.js';
import { findTfjsNode, load, loads, type TfjsNode, tensorflowVersion } from './tfjs-node.js';

export interface BuildOptions {
  /** g++ or clang++, 9 or later. Default $CXX, otherwise the first of g++, c++ and clang++ that is installed. */
  compiler?: string;
  /** Where the kernels are kept. Default $RECTIFIED_CACHE, $XDG_CACHE_HOME/rectified or ~/.cache/rectified. */
  cache?: string;
  /** The folder whose `node_modules` has tfjs-node with its TensorFlow. Default the working directory. */
  project?: string;
  /** The package whose TensorFlow to use. Default tfjs-node, or tfjs-node-gpu if only that is installed. */
  package?: TfjsNode;
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
      await compileKernels(built, compiler.command, tfjsNode, { temporary, onProgress, signal });
      const total = compiled().length;
      onProgress?.({ step: 'check', done: total, total });
      await load(tfjsNode, built, signal);
      return keepKernels(stamp, built, compilerStamp);
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

/** Identifies a compiler's output: its version, and the instructions that it uses for this machine. */
async function stampOf({ command }: Compiler, signal?: AbortSignal): Promise<string> {
  const macros = await runCommand(command, [machineFlag, '-dM', '-E', '-x', 'c++', '/dev/null'], { signal });
  return createHash('sha256').update(macros).update(compilerFlags.join()).digest('hex');
}
