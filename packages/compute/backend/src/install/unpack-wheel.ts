import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/**
 * What the C API needs from a wheel, and where tfjs-node looks for it: TensorFlow's two libraries; the headers of
 * the C API with their includes (and those of the logging library, see native/startup-log.cc); NVIDIA's
 * libraries, which TensorFlow looks for beside its own folder. The rest, Python and the C++ headers, is a
 * third of a gigabyte.
 */
const WANTED: readonly [prefix: string, target: string][] = [
  ['tensorflow/libtensorflow_cc.', 'lib/libtensorflow_cc.'],
  ['tensorflow/libtensorflow_framework.', 'lib/libtensorflow_framework.'],
  ...[
    'include/absl/',
    'include/tensorflow/c/',
    'include/tensorflow/core/common_runtime/next_pluggable_device/c/',
    'include/tensorflow/core/platform/',
    'include/tsl/',
    'include/xla/tsl/',
  ].map((folder): [string, string] => [`tensorflow/${folder}`, folder]),
  ['nvidia/', 'nvidia/'],
];

/** Unpacks the wanted part of a wheel, which is a zip file, into a folder. */
export async function unpackWheel(wheel: string, folder: string, signal?: AbortSignal): Promise<void> {
  const zip = await openPromise(wheel);
  for await (const entry of zip.eachEntry()) {
    const { fileName } = entry;
    const wanted = WANTED.find(([prefix]) => fileName.startsWith(prefix));
    if (wanted === undefined || fileName.endsWith('/')) continue;
    const path = join(folder, fileName.replace(...wanted));
    await mkdir(dirname(path), { recursive: true });
    // Some of NVIDIA's files are programs (ptxas).
    const mode = fileName.includes('/bin/') ? 0o755 : 0o644;
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { mode }), { signal });
  }
}
