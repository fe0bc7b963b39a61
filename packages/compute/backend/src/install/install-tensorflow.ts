import { realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkOptions, isInputError } from '@rectified/errors';
import { findCompiler } from '@rectified/native';
import { CommandError, cacheFolder } from '@rectified/system';
import { tryLoading } from '../check/try-loading.js';
import { folderOption } from '../folder-option.js';
import { findNodePackage, type NodePackage, tensorflowPath } from '../node-package.js';
import { buildBinding, removeDamagedBindings } from './build-binding.js';
import { fetchTensorFlow } from './fetch-tensorflow.js';
import { MISSING_COMPILER, type MissingTool, missingPython } from './find-tools.js';
import type { InstallProgress } from './install-progress.js';
import { isFetched } from './is-fetched.js';
import { isLinked, linkIntoProject, unlinkFromProject } from './link-into-project.js';
import { linkLibraries } from './link-libraries.js';
import { Obstacle } from './obstacle.js';
import { tensorflowDistribution } from './tensorflow-distribution.js';

export interface InstallOptions {
  /** TensorFlow with CUDA for tfjs-node-gpu (x86-64 Linux, downloads 3.4 GB) instead of the processor's. Default false. */
  gpu?: boolean;
  /** Where TensorFlow is kept for all projects. Default $RECTIFIED_CACHE, $XDG_CACHE_HOME/rectified or ~/.cache/rectified. */
  cache?: string;
  /** The folder whose `node_modules` has tfjs-node. Default the working directory. */
  project?: string;
  /** The command of a Python with pip. Default `python3`. */
  python?: string;
  onProgress?: (progress: InstallProgress) => void;
  signal?: AbortSignal;
}

export type Installation =
  | {
      installed: true;
      /** False if everything was already there. */
      changed: boolean;
      /** The version of TensorFlow. */
      tensorflow: string;
      /** The package that uses it now. */
      package: string;
      /** Why TensorFlow for GPUs will compute on the processor here. */
      noGpu?: string;
    }
  | {
      installed: false;
      /** Why not, for people: one sentence that ends with what to do. */
      reason: string;
      /** What must be installed first, if that is the reason. */
      missing: MissingTool[];
      /** The whole output of the command that failed, if one did. */
      output?: string;
    };

/**
 * Installs a current TensorFlow (2.21) for a project's tfjs-node: downloads the Python wheel with pip into a cache,
 * extracts TensorFlow's C library, compiles tfjs-node's binding against it, and links both into
 * `node_modules`. Does nothing if that is already done. tfjs-node's own installation uses TensorFlow 2.9 from 2022.
 *
 * Anything missing on the machine (pip, a compiler, the network, space) is reported as a result, after which a program can continue with the
 * wasm backend; invalid arguments throw an `InputError`, and an abort throws the signal's reason.
 *
 * @example
 * const installation = await installTensorFlow({ onProgress: console.error });
 * if (!installation.installed) console.error(installation.reason);
 */
export async function installTensorFlow(options: InstallOptions = {}): Promise<Installation> {
  checkOptions('installTensorFlow', options, ['gpu', 'python', 'onProgress', 'signal', 'project', 'cache']);
  const { gpu = false, python = 'python3', onProgress, signal } = options;
  const project = folderOption('project', options.project ?? '.');
  const cache = folderOption('cache', options.cache ?? cacheFolder());
  const name = gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  signal?.throwIfAborted();
  try {
    const distribution = tensorflowDistribution(gpu);
    const done = { installed: true, tensorflow: distribution.version, package: name } as const;
    const tfjsNode = findNodePackage(project, name);
    await removeDamagedBindings(cache);
    if (tfjsNode && (await isLinked(distribution, tfjsNode, cache)) && (await loads(tfjsNode, signal))) {
      await linkLibraries(realpathSync(tensorflowPath(tfjsNode)));
      return { ...done, changed: false, ...(gpu && (await lookForGpu(tfjsNode, signal))) };
    }

    const compiler = await findCompiler();
    const fetched = await isFetched(distribution, join(cache, distribution.key));
    const missing = [
      ...(fetched ? [] : await missingPython(python)),
      ...(compiler ? [] : [MISSING_COMPILER]),
      ...(tfjsNode ? [] : [{ name, remedy: `npm install --ignore-scripts ${name}@4.22.0` }]),
    ];
    if (!compiler || !tfjsNode || missing.length > 0)
      return { installed: false, reason: listOf(missing), missing };

    const tensorflow = join(cache, distribution.key);
    if (!fetched) await fetchTensorFlow(distribution, { cache, python, onProgress, signal });
    await linkLibraries(tensorflow);
    onProgress?.({ step: 'build', detail: name });
    const binding = await buildBinding(tfjsNode, { compiler, tensorflow, cache, signal });
    await linkIntoProject(tfjsNode, tensorflow, binding);
    onProgress?.({ step: 'check', detail: `TensorFlow ${distribution.version}` });
    await check(tfjsNode, binding, signal);
    return { ...done, changed: true, ...(gpu && (await lookForGpu(tfjsNode, signal))) };
  } catch (error) {
    signal?.throwIfAborted();
    // Besides the known obstacles: the disk is full, a folder is not writable, ...
    const known =
      error instanceof Obstacle || isInputError(error) || (error instanceof Error && 'syscall' in error);
    if (!known) throw error;
    const { message: reason, cause } = error;
    const output = cause instanceof CommandError ? { output: cause.output } : {};
    return { installed: false, reason, missing: [], ...output };
  }
}

async function loads(tfjsNode: NodePackage, signal?: AbortSignal): Promise<boolean> {
  return tryLoading(tfjsNode, { signal }).then(
    () => true,
    () => {
      signal?.throwIfAborted();
      return false;
    },
  );
}

async function lookForGpu(tfjsNode: NodePackage, signal?: AbortSignal): Promise<{ noGpu?: string }> {
  return tryLoading(tfjsNode, { gpu: true, signal }).then(
    () => ({}),
    ({ message }: Error) => {
      signal?.throwIfAborted();
      return { noGpu: message };
    },
  );
}

/** Loads the binding in a separate process; if it does not load, it is removed, so that no program loads it. */
async function check(tfjsNode: NodePackage, binding: string, signal?: AbortSignal): Promise<void> {
  try {
    await tryLoading(tfjsNode, { signal });
  } catch (cause) {
    await unlinkFromProject(tfjsNode);
    await rm(dirname(binding), { recursive: true, force: true });
    throw new Obstacle(`${tfjsNode.name} was built but does not work: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function listOf(missing: MissingTool[]): string {
  return `missing: ${missing.map(({ name, remedy }) => `${name} (${remedy})`).join(', ')}`;
}
