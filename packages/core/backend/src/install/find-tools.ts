import { runCommand } from '@rectified/system';

/** Something that a person has to get first. */
export interface MissingTool {
  name: string;
  /** The command that brings it. */
  remedy: string;
}

export interface Compiler {
  command: string;
  version: string;
}

const [python, pip, compiler] =
  process.platform === 'darwin'
    ? ['brew install python', 'python3 -m ensurepip', 'xcode-select --install']
    : ['apt-get install python3', 'apt-get install python3-pip', 'apt-get install g++'];

/** What is missing of a Python with pip. */
export async function missingPython(command: string): Promise<MissingTool[]> {
  if (!(await output(command, ['--version']))) {
    return [
      { name: command, remedy: python! },
      { name: 'pip', remedy: pip! },
    ];
  }
  if (!(await output(command, ['-m', 'pip', '--version']))) return [{ name: 'pip', remedy: pip! }];
  return [];
}

/** The C++ compiler: $CXX, else g++, c++ or clang++. */
export async function findCompiler(): Promise<Compiler | undefined> {
  for (const command of process.env.CXX ? [process.env.CXX] : ['g++', 'c++', 'clang++']) {
    const version = await output(command, ['--version']);
    if (version) return { command, version };
  }
  return undefined;
}

export const MISSING_COMPILER: MissingTool = { name: process.env.CXX ?? 'g++', remedy: compiler! };

function output(command: string, args: string[]): Promise<string | undefined> {
  return runCommand(command, args).catch(() => undefined);
}
