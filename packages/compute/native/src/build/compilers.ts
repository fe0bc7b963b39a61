import { spawnSync } from 'node:child_process';
import { CommandError, runCommand } from '@rectified/system';

/** A C++ compiler of this machine. */
export interface Compiler {
  readonly command: string;
  /** What `--version` says. */
  readonly version: string;
}

/** What has to be done to get one. */
export const compilerRemedy =
  process.platform === 'darwin' ? 'xcode-select --install' : 'apt-get install g++';

/** The compilers that are tried, in order: $CXX alone if it is set. */
function compilerCandidates(wanted = process.env.CXX): string[] {
  return wanted ? [wanted] : ['g++', 'c++', 'clang++'];
}

/** The first C++ compiler that is there: $CXX, else g++, c++ or clang++, 9 or later. */
export async function findCompiler(wanted?: string, signal?: AbortSignal): Promise<Compiler | undefined> {
  for (const command of compilerCandidates(wanted)) {
    const version = await runCommand(command, ['--version'], { signal }).catch(() => undefined);
    if (version !== undefined) return { command, version };
  }
  signal?.throwIfAborted();
  return undefined;
}

/** For the processor at hand. On arm64 -march=native would leave out what -mcpu=native knows. */
export const machineFlag = process.arch === 'arm64' ? '-mcpu=native' : '-march=native';

/** The flags that the kernels and row functions are compiled with. */
export const compilerFlags = [
  ...['-std=c++17', '-O3', machineFlag, '-ffp-contract=fast', '-fPIC', '-fvisibility=hidden', '-w'],
];

/** The flags of a library that Node or the kernels load. */
export const libraryFlags =
  process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];

/** Why there is no compiler, and what to do: one line. */
export const noCompiler = (wanted?: string) =>
  `no C++ compiler (${compilerCandidates(wanted).join(', ')}): \`${compilerRemedy}\``;

/**
 * Runs the first compiler that is there, without a shell, and waits for it; its temporary files are kept in `temporary`.
 * Returns its command; throws a {@link CommandError} if it fails, or where there is none.
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

/** One line of what a compiler wrote: the first that has an error in it. */
export function firstError({ message, output }: CommandError): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /error|cannot|undefined/i.test(line)) ?? lines.at(-1) ?? message).trim();
}
