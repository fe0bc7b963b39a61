import { spawnSync } from 'node:child_process';
import { CommandError, runCommand } from '@rectified/system';

/** A C++ compiler on this machine. */
export interface Compiler {
  readonly command: string;
  /** The output of `--version`. */
  readonly version: string;
}

/** How to install one. */
export const compilerRemedy =
  process.platform === 'darwin' ? 'xcode-select --install' : 'apt-get install g++';

/** The compilers to try, in order: only $CXX if it is set. */
function compilerCandidates(wanted = process.env.CXX): string[] {
  return wanted ? [wanted] : ['g++', 'c++', 'clang++'];
}

/** The first C++ compiler that is installed: $CXX, otherwise g++, c++ or clang++, 9 or later. */
export async function findCompiler(wanted?: string, signal?: AbortSignal): Promise<Compiler | undefined> {
  for (const command of compilerCandidates(wanted)) {
    const version = await runCommand(command, ['--version'], { signal }).catch(() => undefined);
    if (version !== undefined) return { command, version };
  }
  signal?.throwIfAborted();
  return undefined;
}

/** Optimizes for this processor. On arm64, -march=native does less than -mcpu=native. */
export const machineFlag = process.arch === 'arm64' ? '-mcpu=native' : '-march=native';

/** The compiler flags for kernels. */
export const compilerFlags = [
  ...['-std=c++17', '-O3', machineFlag, '-ffp-contract=fast', '-fPIC', '-fvisibility=hidden', '-w'],
];

/**
 * The compiler flags for row functions. A formula is a chain of operations that wait for each other. On x86, GCC mixes those of
 * several vectors only with this flag; Clang does without, and ignores it.
 */
export const rowFunctionFlags = [...compilerFlags, '-fschedule-insns'];

/** The compiler flags for a library that Node or the kernels load. */
export const libraryFlags =
  process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];

/** Says in one line that there is no compiler, and what to do. */
export const noCompiler = (wanted?: string) =>
  `no C++ compiler (${compilerCandidates(wanted).join(', ')}): \`${compilerRemedy}\``;

/**
 * Runs the first compiler that is installed, without a shell, and waits for it; its temporary files go to `temporary`. Returns its
 * command; throws a {@link CommandError} if it fails or if there is none.
 */
export function compileNow(args: readonly string[], temporary: string): string {
  const env = { ...process.env, TMPDIR: temporary };
  for (const command of compilerCandidates()) {
    const { error, status, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
    if (status === 0) return command;
    if (error === undefined) throw new CommandError(`${command} failed`, stderr);
  }
  throw new CommandError(noCompiler(), '');
}

/** The first line of a compiler's output that reports an error. */
export function firstError({ message, output }: CommandError): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /error|cannot|undefined/i.test(line)) ?? lines.at(-1) ?? message).trim();
}
