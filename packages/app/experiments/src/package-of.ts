import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The package that a file belongs to: the nearest folder above it whose `package.json` has a name. */
export function packageOf(file: string): { root: string; name: string; version?: string } | undefined {
  for (let root = dirname(file); ; root = dirname(root)) {
    const manifest = join(root, 'package.json');
    if (existsSync(manifest)) {
      const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>;
      if (name !== undefined) return { root, name, version };
    }
    if (dirname(root) === root) return undefined;
  }
}
