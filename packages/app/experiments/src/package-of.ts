import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The package that a file belongs to: the nearest folder above it whose `package.json` has a name. One that cannot be read has none: it
 * may lie anywhere above somebody's file, which is loaded all the same.
 */
export function packageOf(file: string): { root: string; name: string; version?: string } | undefined {
  for (let root = dirname(file); ; root = dirname(root)) {
    const { name, version } = manifestOf(join(root, 'package.json'));
    if (typeof name === 'string') return { root, name, ...(typeof version === 'string' && { version }) };
    if (dirname(root) === root) return undefined;
  }
}

/** What a `package.json` says, where it can be read. */
export function manifestOf(path: string): {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly imports?: unknown;
} {
  if (!existsSync(path)) return {};
  try {
    // Editors on Windows begin a file with a byte order mark, which npm passes over.
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')) ?? {};
  } catch {
    return {};
  }
}
