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

type Failure = Error & { readonly stderr?: string; readonly killed?: boolean; readonly code?: unknown };

function whyNot(
  { stderr = '', message, killed, code }: Failure,
  name: string,
  seconds: number,
): InputErrorDetails {
  if (code === 'ENOENT')
    return { what: 'npm was not found', expected: 'a folder of PATH with npm in it', remedy: 'Install npm' };
  return {
    what: `the version of ${name}`,
    expected: 'an answer of npm view',
    got: killed ? `none in ${counted(seconds, 'second')}` : said(stderr) || message,
    remedy: 'Check the connection to the registry, which `npm config list` shows',
  };
}

/** What npm says, in one line, without its stack and where its log is. */
function said(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!)/, '').trim());
  const wanted = lines.filter((line) => !/^(at |A complete log|\/|$)/.test(line));
  return wanted.join(' ').replace(/\s+/g, ' ').slice(0, 300);
}
