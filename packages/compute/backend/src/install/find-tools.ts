import { compilerRemedy } from '@rectified/native';
import { runCommand } from '@rectified/system';

/** Something that the user must install first. */
export interface MissingTool {
  name: string;
  /** The command that installs it. */
  remedy: string;
}

const [python, pip] =
  process.platform === 'darwin'
    ? ['brew install python', 'python3 -m ensurepip']
    : ['apt-get install python3', 'apt-get install python3-pip'];

/** What is missing from a Python with pip. */
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

export const MISSING_COMPILER: MissingTool = { name: process.env.CXX ?? 'g++', remedy: compilerRemedy };

function output(command: string, args: string[]): Promise<string | undefined> {
  return runCommand(command, args).catch(() => undefined);
}
