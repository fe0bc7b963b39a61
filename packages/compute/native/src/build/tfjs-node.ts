import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runCommand } from '@rectified/system';
import { Obstacle } from './obstacle.js';

const PACKAGES = ['tfjs-node', 'tfjs-node-gpu'] as const;

export type TfjsNode = (typeof PACKAGES)[number];

/** The folder of a project's tfjs-node, or of the `wanted` package. Throws an {@link Obstacle} if it is not installed. */
export function findTfjsNode(project: string, wanted?: TfjsNode): string {
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

/** Loads tfjs-node, and compiled kernels if given, in a separate process; returns TensorFlow's version. */
export async function load(tfjsNode: string, kernels?: string, signal?: AbortSignal): Promise<string> {
  const what = kernels === undefined ? [tfjsNode] : [tfjsNode, kernels];
  return (await runCommand(process.execPath, ['-e', LOAD, ...what], { signal })).trim();
}

/** Whether existing kernels can still be loaded: the machine may have changed since they were compiled. */
export async function loads(tfjsNode: string, kernels: string, signal?: AbortSignal): Promise<boolean> {
  return load(tfjsNode, kernels, signal).then(
    () => true,
    () => {
      signal?.throwIfAborted();
      return false;
    },
  );
}

/** The version of TensorFlow in a tfjs-node. Throws an {@link Obstacle} if it does not load. */
export async function tensorflowVersion(tfjsNode: string, signal?: AbortSignal): Promise<string> {
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
