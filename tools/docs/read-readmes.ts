import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** READMEs of the activations by name. */
export function readReadmes(workspace: string): Map<string, string> {
  const folder = join(workspace, 'packages/activations');
  const names = readdirSync(folder).filter(
    (name) => name !== 'all' && existsSync(join(folder, name, 'README.md')),
  );
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name, 'README.md'), 'utf8')]));
}
