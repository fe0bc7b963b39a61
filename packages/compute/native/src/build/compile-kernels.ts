import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { processorCount, runCommand } from '@rectified/system';
import { compilerFlags, libraryFlags } from './compilers.js';
import { sourceFiles, sourceFolder } from './kernels-key.js';

export interface BuildProgress {
  step: 'compile' | 'check';
  /** The number of files compiled so far, and in total. */
  done: number;
  total: number;
}

/** The C++ files to compile. */
export function compiled(): string[] {
  return sourceFiles().filter((file) => file.endsWith('.cc'));
}

interface CompileOptions {
  temporary: string;
  onProgress?: (progress: BuildProgress) => void;
  signal?: AbortSignal;
}

/** Compiles the kernels, several files at a time, and links them to `target`. */
export async function compileKernels(
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
