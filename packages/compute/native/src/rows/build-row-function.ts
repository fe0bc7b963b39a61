import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError, hashBytes, withTemporaryNow } from '@rectified/system';
import type { LoadedAddon } from '../addon.js';
import { findKernels, kernelsFile, rowFunctionStamp, stampText } from '../build/built-kernels.js';
import { compileNow, firstError, libraryFlags, rowFunctionFlags } from '../build/compilers.js';
import { sourceFolder } from '../build/kernels-key.js';

export interface RowFunctionBuild {
  /** The function's name in messages. */
  name: string;
  /** The hash of the text. */
  hash: string;
  loaded: LoadedAddon;
  /** Loads a library, and returns the row function's number. */
  load: (path: string) => number;
}

/**
 * Loads the row function compiled from a printed text from the cache, after compiling it in about a second if needed. Every byte of
 * the library is checked before it is loaded. If it cannot be compiled or loaded, prints a line and returns undefined.
 */
export function buildRowFunction(
  text: string,
  { name, hash, loaded, load }: RowFunctionBuild,
): number | undefined {
  const stamp = rowFunctionStamp(loaded.stamp, hash);
  const there = findKernels(stamp);
  try {
    if (there !== undefined && 'path' in there) return load(there.path);
  } catch {} // Something of the machine has changed: it is compiled again.
  try {
    const start = performance.now();
    const number = load(compile(text, stamp));
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    loaded.say(`${name} compiled for the native kernels in ${seconds} s`);
    return number;
  } catch (error) {
    const why = error instanceof CommandError ? firstError(error) : (error as Error).message.split('\n')[0];
    loaded.say(`${name} is composed of ordinary operations, which is slower: ${why}`);
    return undefined;
  }
}

/** Compiles a text, and moves the library and then its stamp into the cache, each by a rename. */
function compile(text: string, stamp: string): string {
  const cache = dirname(stamp);
  mkdirSync(cache, { recursive: true });
  return withTemporaryNow(cache, (temporary) => {
    const [source, built] = [join(temporary, 'row-function.cc'), join(temporary, 'row-function.node')];
    writeFileSync(source, sourceOf(text));
    const include = join(sourceFolder(), 'kernels');
    const compiler = compileNow(
      [...rowFunctionFlags, ...libraryFlags, '-I', include, '-o', built, source],
      temporary,
    );
    const hash = hashBytes(readFileSync(built));
    const path = join(cache, kernelsFile(stamp, hash));
    renameSync(built, path);
    writeFileSync(join(temporary, 'stamp'), stampText({ ...hash, path, compiler }));
    renameSync(join(temporary, 'stamp'), stamp);
    return path;
  });
}

const sourceOf = (text: string) => `#include "row-loops.h"

namespace rectified {
namespace {

${text}
}  // namespace

extern "C" {
extern const __attribute__((visibility("default"))) RowFunction rectifiedRowFunction;
const RowFunction rectifiedRowFunction = rowFunctionOf<Formula>();
}

}  // namespace rectified
`;
