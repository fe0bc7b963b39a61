import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/**
 * What the C interface needs of a wheel: TensorFlow's two libraries, the headers of the C interface with what they
 * include (and those of the logging library, see native/startup-log.cc), and NVIDIA's libraries. The rest, Python and
 * the headers of C++, is a third of a gigabyte.
 */
const WANTED = [
  'tensorflow/libtensorflow_cc.',
  'tensorflow/libtensorflow_framework.',
  'tensorflow/include/absl/',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/common_runtime/next_pluggable_device/c/',
  'tensorflow/include/tensorflow/core/platform/',
  'tensorflow/include/tsl/',
  'tensorflow/include/xla/tsl/',
  'nvidia/',
];

/** Unpacks the wanted part of a wheel, which is a zip file, into a folder. */
export async function unpackWheel(wheel: string, folder: string, signal?: AbortSignal): Promise<void> {
  const zip = await openPromise(wheel);
  for await (const entry of zip.eachEntry()) {
    const { fileName } = entry;
    if (fileName.endsWith('/') || !WANTED.some((prefix) => fileName.startsWith(prefix))) continue;
    const path = join(folder, fileName);
    await mkdir(dirname(path), { recursive: true });
    // Some of NVIDIA's are programs (ptxas).
    const mode = fileName.includes('/bin/') ? 0o755 : 0o644;
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { mode }), { signal });
  }
}
