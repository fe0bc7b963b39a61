import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { InputError } from '@rectified/errors';

type Needs = Partial<
  Record<'dependencies' | 'optionalDependencies' | 'peerDependencies', Readonly<Record<string, string>>>
>;

/**
 * The folders and links of all installed packages that some packages of a project need to run: their dependencies, transitively, as
 * Node finds them. Sorted paths relative to the project, without optional dependencies that are missing.
 */
export function installedClosure(project: string, names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string, from: string, wanted: boolean): void => {
    const path = find(name, from, project);
    if (path === undefined) {
      if (!wanted) return;
      throw new InputError({
        what: `the package ${name}, which ${relative(project, from) || 'the project'} needs, is not installed`,
        remedy: 'npm ci',
      });
    }
    const place = relative(project, path);
    if (found.has(place)) return;
    found.add(place);
    const folder = realpathSync(path);
    const manifest: Needs = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const need of Object.keys(manifest.dependencies ?? {})) visit(need, folder, true);
    for (const need of Object.keys({ ...manifest.optionalDependencies, ...manifest.peerDependencies }))
      visit(need, folder, false);
  };
  for (const name of names) visit(name, project, true);
  const places = [...found].sort();
  // Folders inside another one are included with it.
  return places.filter((place) => !places.some((other) => place.startsWith(`${other}${sep}`)));
}

/** Finds a package like Node: in `node_modules` here and above, up to the project's. */
function find(name: string, from: string, project: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return path;
    if (folder === project || folder === dirname(folder)) return undefined;
  }
}
