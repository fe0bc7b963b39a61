import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { counted, InputError, type InputErrorDetails } from '@rectified/errors';

const run = promisify(execFile);

/** The registry's data of the latest version of a package. */
interface Published {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * Asks the registry that npm is configured to use in a folder. Throws an `InputError` if it does not answer within `seconds`: npm by itself would wait
 * for up to twenty minutes.
 */
export async function askRegistry(name: string, folder: string, seconds = 60): Promise<Published> {
  const windows = process.platform === 'win32';
  const question = ['view', name, 'version', 'peerDependencies', '--json'];
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000'];
  try {
    // npm knows the registry's address, proxy and credentials.
    const { stdout } = await run('npm', [...question, ...patience], {
      cwd: folder,
      shell: windows,
      timeout: 1000 * seconds,
    });
    const found: Published | string = JSON.parse(stdout);
    return typeof found === 'string' ? { version: found } : found;
  } catch (cause) {
    throw new InputError({ ...whyNot(cause as Failure, name, seconds), cause });
  }
}

interface Failure extends Error {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly killed?: boolean;
  readonly code?: unknown;
}

function whyNot(failure: Failure, name: string, seconds: number): InputErrorDetails {
  if (failure.code === 'ENOENT')
    return { what: 'npm was not found', expected: 'a folder of PATH with npm in it', remedy: 'Install npm' };
  return {
    what: `the version of ${name}`,
    expected: 'an answer of npm view',
    got: failure.killed ? `none in ${counted(seconds, 'second')}` : said(failure),
    remedy: "Check npm's settings (`npm config list`) and the connection to its registry",
  };
}

/** What npm says, in one line: the code and summary that --json adds to its output, without the advice for `npm install`. */
function said({ stdout = '', stderr = '', message }: Failure): string {
  try {
    const { code, summary } = JSON.parse(stdout).error;
    return [code, summary].filter(Boolean).join(': ').replace(/\s+/g, ' ').replace(/\.$/, '');
  } catch {
    // It failed before it read its settings, or is not npm.
    return stderr.trim().split('\n')[0] || message;
  }
}
