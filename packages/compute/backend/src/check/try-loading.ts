import { CommandError, runCommand } from '@rectified/system';
import type { NodePackage } from '../node-package.js';

/**
 * Loads tfjs-node's native part and TensorFlow in a separate process, so that a crash, from damaged files or an
 * unsuitable processor, only affects that process. With `gpu`, TensorFlow must find one. Throws an error whose
 * message is the reason.
 */
export async function tryLoading(
  { folder }: NodePackage,
  { gpu = false, signal }: { gpu?: boolean; signal?: AbortSignal } = {},
): Promise<void> {
  // The options of this process (a debugger's port, a TypeScript loader) must not apply to that one.
  const { NODE_OPTIONS: _, ...environment } = process.env;
  // TensorFlow gives the reason for finding no GPU in its log.
  const level = gpu ? '0' : '2';
  try {
    await runCommand(process.execPath, ['-e', LOAD, folder, gpu ? 'gpu' : 'any'], {
      env: { ...environment, TF_CPP_MIN_LOG_LEVEL: level },
      signal,
    });
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause;
    const { killedBy, output, message } = cause;
    if (killedBy) throw new Error(`it crashes when it is loaded (${killedBy})`, { cause });
    if (output.includes(NO_GPU)) throw new Error(`TensorFlow finds no GPU${reasonIn(output)}`, { cause });
    throw new Error(message.split('\n').at(-1), { cause });
  }
}

const NO_GPU = 'rectified: no GPU';

// Node 23 dropped the function that tfjs-node calls.
const LOAD = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value == null;
  try {
    const { isUsingGpuDevice } = require(process.argv[1]).backend();
    if (process.argv[2] === 'gpu' && !isUsingGpuDevice) throw new Error('${NO_GPU}');
  } catch ({ message }) {
    console.error(message);
    process.exitCode = 1;
  }
`;

/** TensorFlow's own reason: the first line of its log about a missing driver, device or library. */
function reasonIn(output: string): string {
  const remarks = output
    .split('\n')
    .filter((line) => /cuda|dlopen|dlerror|GPU/i.test(line) && !line.includes(NO_GPU))
    .map((line) => line.replace(/^.*?\.(cc|h):\d+\] /, '').trim());
  const failed = (line: string) => /fail|error|could not|cannot|unable|skipping/i.test(line);
  const reason = remarks.find(failed) ?? remarks[0];
  return reason === undefined ? '' : `: ${reason}`;
}
