import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';

/** The folder with the C++ sources. */
export function sourceFolder(): string {
  const manifest = createRequire(import.meta.url).resolve('@rectified/native/package.json');
  return join(dirname(manifest), 'src');
}

/** The paths of the C++ files, including headers, relative to {@link sourceFolder}. */
export function sourceFiles(folder = sourceFolder()): string[] {
  return ['kernels', 'tensorflow'].flatMap((part) =>
    readdirSync(join(folder, part))
      .filter((file) => /\.(cc|h)$/.test(file))
      .sort()
      .map((file) => join(part, file)),
  );
}

/**
 * The key of kernels in the cache: it differs for every version of the sources and of TensorFlow, and for processors with different
 * instructions (several machines may share a home folder).
 */
export function kernelsKey(tensorflow: string): string {
  const hash = createHash('sha256').update([process.platform, process.arch, processor(), tensorflow].join());
  const folder = sourceFolder();
  for (const file of sourceFiles(folder)) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Identifies the instructions of this processor. */
function processor(): string {
  try {
    const lines = readFileSync('/proc/cpuinfo', 'utf8').split('\n');
    return lines.find((line) => /^(flags|Features)\s*:/.test(line)) ?? model();
  } catch {
    return model();
  }
}

function model(): string {
  return cpus()[0]?.model ?? '';
}
