import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InputError } from '@rectified/errors';

const run = promisify(execFile);

/** The registry's data of the latest version of a package. */
interface Published {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Asks the registry that npm is configured to use in a folder. */
export async function askRegistry(name: string, folder: string): Promise<Published> {
  const windows = process.platform === 'win32';
  try {
    // npm knows the registry's address, proxy and credentials.
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
      remedy: 'Check the connection to the registry',
      cause,
    });
  }
}
