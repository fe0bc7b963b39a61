/// <reference path="./node-api-headers.d.ts" />
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Compiler } from '@rectified/native';
import { CommandError, damageOf, makeOnce, runCommand, seal } from '@rectified/system';
import nodeHeaders from 'node-api-headers';
import { cachedParts } from '../cached-parts.js';
import type { NodePackage } from '../node-package.js';
import { bindingKey } from './binding-key.js';
import { Obstacle } from './obstacle.js';
import { ownFile } from './own-file.js';
import { TENSORFLOW_LIBRARIES } from './tensorflow-libraries.js';

interface Options {
  compiler: Compiler;
  tensorflow: string;
  cache: string;
  signal?: AbortSignal;
}

/**
 * Compiles tfjs-node's binding, two C++ files between Node-API and TensorFlow's C API, into the cache and
 * returns its path. It takes one compiler call rather than node-gyp: the binding only needs Node-API,
 * whose headers are on npm (`node-api-headers`), while node-gyp needs make, and Node's own headers from the network.
 */
export async function buildBinding(
  tfjsNode: NodePackage,
  { compiler, tensorflow, cache, signal }: Options,
): Promise<string> {
  const { name, folder, napi } = tfjsNode;
  const mac = process.platform === 'darwin';
  const sources = readdirSync(join(folder, 'binding'))
    .filter((file) => file.endsWith('.cc'))
    .map((file) => join(folder, 'binding', file));
  // macOS does not let one library replace another's functions.
  if (!mac) sources.push(ownFile('native/startup-log.cc'));
  const args = [
    ...['-std=c++17', '-O2', '-fPIC', `-DNAPI_VERSION=${napi}`],
    ...['-I', nodeHeaders.include_dir, '-I', join(tensorflow, 'include')],
    ...sources,
    ...TENSORFLOW_LIBRARIES.map(({ file }) => join(tensorflow, 'lib', file)),
    ...(mac
      ? ['-bundle', '-undefined', 'dynamic_lookup', '-Wl,-rpath,@loader_path/../../deps/lib']
      : ['-shared', '-Wl,-rpath,$ORIGIN/../../deps/lib']),
  ];

  const hash = createHash('sha256').update(compiler.version);
  for (const source of sources) hash.update(readFileSync(source));
  const key = hash
    .update(args.map((argument) => basename(argument)).join(' '))
    .update(basename(tensorflow))
    .digest('hex');
  const target = join(cache, bindingKey(tfjsNode, key));
  try {
    const build = async (temporary: string) => {
      const command = [...args, '-o', join(temporary, 'tfjs_binding.node')];
      const env = { ...process.env, TMPDIR: temporary };
      await runCommand(compiler.command, command, { signal, env });
      await seal(temporary);
    };
    await makeOnce(target, build, { isWhole: async (path) => (await damageOf(path)) === undefined });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new Obstacle(`${compiler.command} could not compile ${name}: ${error.message}`, { cause: error });
  }
  return join(target, 'tfjs_binding.node');
}

/** Removes bindings from a cache that have changed since they were built; they are rebuilt when they are needed. */
export async function removeDamagedBindings(cache: string): Promise<void> {
  for (const { file, kind } of cachedParts(cache))
    if (kind === 'binding' && (await damageOf(file))) await rm(file, { recursive: true, force: true });
}
