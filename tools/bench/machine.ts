import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { runCommand } from '@rectified/system';
import { findCompiler } from '../../packages/compute/native/src/build/compilers.ts';

/** The machine of a measurement. */
export interface Machine {
  readonly processor: string;
  /** Processors that the process may use. */
  readonly processors: number;
  /** Vector and matrix instruction sets: `avx2 avx512f`. */
  readonly instructions: readonly string[];
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /** Undefined if there is none. */
  readonly compiler?: string;
  /** Commit of this repository. */
  readonly commit?: string;
  /** Load average of the minute before the run. */
  readonly load: number;
}

export async function describeMachine(): Promise<Machine> {
  const [load = 0] = loadavg();
  const commit = await runCommand('git', ['describe', '--always', '--dirty'], {
    cwd: import.meta.dirname,
  }).catch(() => undefined);
  return {
    processor: cpus()[0]?.model ?? arch(),
    processors: availableParallelism(),
    instructions: instructions(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()}, ${arch()}`,
    node: process.version,
    compiler: (await findCompiler())?.version.split('\n')[0],
    commit: commit?.trim(),
    load,
  };
}

function instructions(): string[] {
  try {
    const [, flags = ''] = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? [];
    return flags
      .split(' ')
      .filter((flag) => /^(avx2|fma|avx512f|avx512_bf16|amx_bf16|amx_tile|asimd|sve)$/.test(flag));
  } catch {
    return [];
  }
}
