import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolders, readManifest } from '../metadata/metadata.js';

/** The text of an activation's first release: unpublished packages must be in a changeset. */
export function firstChangeset(name: string, title: string): string {
  return `---\n'${name}': minor\n'@rectified/activations': minor\n---\n\n${title} for TensorFlow.js.\n`;
}

/**
 * Removes the changesets that a killed call has left without their package, which no release could be made with. Only those that nobody has
 * changed since: in them is nothing that the next call would not write again.
 */
export function removeOrphanedChangesets(workspace: string): void {
  const folder = join(workspace, '.changeset');
  const names = packageFolders(workspace).map((each) => readManifest(each).name);
  for (const file of readdirSync(folder).filter((each) => /^first-.*\.md$/.test(each))) {
    const text = readFileSync(join(folder, file), 'utf8');
    const [, name, title] = /^---\n'(.+)': minor\n.*\n---\n\n(.+) for TensorFlow\.js\.\n$/.exec(text) ?? [];
    if (name !== undefined && !names.includes(name) && text === firstChangeset(name, title!))
      rmSync(join(folder, file));
  }
}
