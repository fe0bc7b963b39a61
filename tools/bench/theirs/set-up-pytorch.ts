import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, makeOnce, runCommand } from '@rectified/system';

const requirements = join(import.meta.dirname, 'requirements.txt');

/** The folder of the virtual environment with the PyTorch of requirements.txt, whether it exists or not. */
export function pyTorchFolder(): string {
  const text = readFileSync(requirements, 'utf8');
  const [, version] = /^torch==(\S+)/m.exec(text)!;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return join(cacheFolder(), `pytorch-${version}-${hash}`);
}

export const pythonOf = (folder: string) =>
  join(folder, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));

/**
 * Installs PyTorch with pip into a virtual environment in the cache, if it is missing. Returns the environment's Python, or the
 * reason why there is none.
 */
export async function setUpPyTorch(
  say: (line: string) => void,
): Promise<{ python: string } | { reason: string }> {
  const folder = pyTorchFolder();
  try {
    await makeOnce(folder, async (temporary) => {
      say(`installing PyTorch into ${folder}, once (on Linux 2 GB to download, 5 GB on the disk) ...`);
      await runCommand('python3', ['-m', 'venv', temporary]);
      const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--no-cache-dir'];
      const exact = ['--no-deps', '--require-hashes', '--only-binary=:all:', '-r', requirements];
      await runCommand(pythonOf(temporary), ['-m', 'pip', 'install', ...quiet, ...exact]);
      await runCommand(pythonOf(temporary), ['-c', 'import torch']);
    });
    return { python: pythonOf(folder) };
  } catch (error) {
    return { reason: `PyTorch could not be installed: ${(error as Error).message.replace(/\s+/g, ' ')}` };
  }
}
