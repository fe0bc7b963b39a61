import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActivationNames, manifestOf, writePackage } from '@rectified/create-activation';
import { packageFolders, readManifest, withMetadata } from '../metadata/metadata.js';
import { changeWorkspace } from './change-workspace.js';
import { refuseTakenNames } from './refuse-taken-names.js';
import { firstChangeset, removeOrphanedChangesets } from './remove-orphaned-changesets.js';
import { stageRegistration } from './stage-registration.js';

/**
 * Creates the package in packages/activations of a workspace, with the current versions of its other packages and a changeset, and
 * registers it in the package of all activations: all of this, or nothing. Returns its folder. Throws an `InputError` if a name is taken.
 */
export async function createInWorkspace(workspace: string, names: ActivationNames): Promise<string> {
  const directory = `packages/activations/${names.activation}`;
  refuseTakenNames(workspace, names);
  const siblings = packageFolders(workspace).map(readManifest);
  const ours = (name: string) => `^${siblings.find((sibling) => sibling.name === name)!.version}`;
  const { peerDependencies } = siblings.find(({ name }) => name === '@rectified/activation')!;
  const manifest = manifestOf({
    names,
    inWorkspace: true,
    scripts: {
      build: 'tsup --config ../../../tsup.config.ts',
      test: 'vitest run --config ../../../vitest.config.ts',
    },
    dependencies: { '@rectified/activation': ours('@rectified/activation') },
    peerDependencies: peerDependencies!,
    devDependencies: { '@rectified/backend': ours('@rectified/backend') },
  });
  await changeWorkspace(
    workspace,
    async (staged) => {
      await writePackage(join(staged, directory), {
        names,
        template: 'workspace',
        manifest: withMetadata(manifest, directory, workspace),
      });
      await mkdir(join(staged, '.changeset'));
      await writeFile(
        join(staged, `.changeset/first-${names.activation}.md`),
        firstChangeset(names.package, names.title),
      );
      removeOrphanedChangesets(workspace);
      await stageRegistration(workspace, staged);
    },
    directory,
  );
  return join(workspace, directory);
}
