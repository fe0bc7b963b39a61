import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InputError } from '@rectified/errors';

const run = promisify(execFile);

/** What the registry says of the newest version of a package. */
interface Published {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Asks the registry that npm is configured for, as seen from a folder. */
export async function askRegistry(name: string, folder: string): Promise<Published> {
  const windows = process.platform === 'win32';
  try {
    // npm knows the registry's address, its proxy and its password.
    const { stdout } = await run('npm', ['view', name, 'version', 'peerDependencies', '--json'], {
      cwd: folder,
      shell: windows,
    });
    const found: Published | string = JSON.parse(stdout);
    return typeof found === 'string' ? { version: found } : found;
  } catch (cause) {
    const { stderr = '', message } = cause as { stderr?: string; message: string };
    throw new InputError({
      what: `the version of ${name}`,
      expected: 'an answer of npm view',
      got: (stderr || message).replace(/\s+/g, ' ').trim().slice(0, 300),
      remedy: 'Is the registry reached?',
      cause,
    });
  }
}
