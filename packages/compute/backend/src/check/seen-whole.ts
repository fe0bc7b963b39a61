import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hashBytes, makeFolder, writeAtomically } from '@rectified/system';

/**
 * The outward state of files: path, size, inode, mtime and ctime. Writing to
 * a file always changes its ctime, which cannot be set back; corruption by the disk is not detected.
 */
export function lookOf(files: readonly string[]): string {
  const looks = files.map((file) => {
    const path = realpathSync(file);
    const { size, ino, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [path, size, ino, mtimeNs, ctimeNs].join(' ');
  });
  return hashBytes([process.version, process.arch, processor(), ...looks].join('\n')).sha256;
}

/** Whether files in this state were verified, and loaded, before. */
export function wasSeenWhole(look: string, caches: readonly string[]): boolean {
  return caches.some((cache) => {
    try {
      return readFileSync(noteOf(look, cache), 'utf8') === noteText(look);
    } catch {
      return false;
    }
  });
}

/** Stores this in the first writable cache; if there is none, everything is checked every time. */
export async function rememberWhole(look: string, caches: readonly string[]): Promise<void> {
  for (const cache of caches)
    try {
      await makeFolder(join(cache, SEEN_WHOLE));
      await writeAtomically(noteOf(look, cache), noteText(look));
      return;
    } catch {}
}

/** The folder in the cache with what is remembered. */
export const SEEN_WHOLE = 'seen-whole';

function noteOf(look: string, cache: string): string {
  return join(cache, SEEN_WHOLE, look.slice(0, 32));
}

function noteText(look: string): string {
  return `${look}\n`;
}

/** The processor's instruction sets: TensorFlow that one processor can run may crash on another that shares the cache. */
function processor(): string {
  try {
    const lines = readFileSync('/proc/cpuinfo', 'utf8').split('\n');
    return lines.find((line) => /^(flags|Features)\s*:/.test(line)) ?? '';
  } catch {
    return '';
  }
}
