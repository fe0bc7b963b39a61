import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActivationNames, manifestOf, writePackage } from '@rectified/create-activation';
import { InputError } from '@rectified/errors';
import { packageFolders, readManifest, withMetadata } from '../metadata/metadata.js';
import { registerActivations } from './register-activations.js';

/**
 * Makes the package in packages/activations of a workspace, with the versions that its other packages have now, and a changeset, and makes
 * it known to the package of all activations. Returns its folder. Throws an `InputError` where the name is taken.
 */
export async function createInWorkspace(workspace: string, names: ActivationNames): Promise<string> {
  const directory = `packages/activations/${names.activation}`;
  if (!existsSync(join(workspace, 'packages/activations')))
    throw new InputError({ what: 'no workspace of Rectified', file: workspace });
  const siblings = packageFolders(workspace).map(readManifest);
  if (siblings.some(({ name }) => name === names.package))
    throw new InputError({ what: `${names.package}: exists already`, remedy: 'Choose another name' });
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
  const folder = join(workspace, directory);
  await writePackage(folder, {
    names,
    template: 'workspace',
    manifest: withMetadata(manifest, directory, workspace),
  });
  // What its first release says of it; a package that was never published must be in a changeset.
  const changeset = `---\n'${names.package}': minor\n'@rectified/activations': minor\n---\n\n${names.title} for TensorFlow.js.\n`;
  await writeFile(join(workspace, '.changeset', `first-${names.activation}.md`), changeset);
  await registerActivations(workspace);
  return folder;
}
