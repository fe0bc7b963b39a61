import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import getReleasePlan from '@changesets/get-release-plan';
import { satisfies } from 'semver';
import { packageFolders, readManifest } from '../metadata/metadata.js';

/**
 * The first part of `npm run version`: a breaking change of a package also breaks packages that re-export it (`export ... from`), as
 * `@rectified/activations` does with every activation. Changesets by itself releases those as a patch, so this adds a changeset
 * for each of them, and prints their names.
 */
export async function carryBreaks(workspace: string): Promise<string[]> {
  const added: string[] = [];
  for (;;) {
    const { releases } = await getReleasePlan(workspace);
    const breaking = new Map(
      releases
        .filter(({ oldVersion, newVersion }) => oldVersion !== '0.0.0' && breaks(oldVersion, newVersion))
        .map(({ name, newVersion }) => [name, newVersion]),
    );
    const carried = packageFolders(workspace).flatMap((folder) => {
      const { name, version } = readManifest(folder);
      const parts = exportedBy(folder).filter((part) => breaking.has(part));
      return version === '0.0.0' || breaking.has(name) || parts.length === 0
        ? []
        : [{ name, version, parts }];
    });
    if (carried.length === 0) return added;
    for (const { name, version, parts } of carried) {
      const bump = version.startsWith('0.') ? 'minor' : 'major';
      const exported = parts.map((part) => `\`${part}\` ${breaking.get(part)}`).join(', ');
      writeFileSync(
        join(workspace, '.changeset', `carried-${basename(name)}.md`),
        `---\n'${name}': ${bump}\n---\n\nBreaking, since it exports ${exported}.\n`,
      );
      added.push(name);
    }
  }
}

/** Whether the next version is outside a caret range of the current one. */
const breaks = (version: string, next: string) => !satisfies(next, `^${version}`);

/** The workspace's packages that a package's entry re-exports. */
function exportedBy(folder: string): string[] {
  const text = readFileSync(join(folder, 'src/index.ts'), 'utf8');
  return [...text.matchAll(/^export [^;]*? from '(@rectified\/[^/']+)/gms)].map((match) => match[1]!);
}

if (resolve(process.argv[1] ?? '') === import.meta.filename)
  for (const name of await carryBreaks(resolve(import.meta.dirname, '../..')))
    console.log(`${name} breaks, too`);
