import { join } from 'node:path';
import { type ActivationNames, refuseExisting } from '@rectified/create-activation';
import { InputError } from '@rectified/errors';
import { packageFolders, readManifest } from '../metadata/metadata.js';
import { checkWorkspace } from './check-workspace.js';
import { exportedNames } from './exported-names.js';

/** Packages whose exports may share names: if `export *` finds a name twice, it exports neither. */
const sharing = /packages[\\/](activations[\\/][^\\/]+|core[\\/]layers)$/;

/**
 * Throws an `InputError` if a package has this name, if an activation or the layers export a name that the new one would export, or if
 * the folder is not a workspace.
 */
export function refuseTakenNames(
  workspace: string,
  { package: own, activation, op, layer }: ActivationNames,
): void {
  checkWorkspace(workspace);
  const remedy = 'Choose another name';
  refuseExisting(join(workspace, 'packages/activations', activation));
  const wanted = [op, layer, `${layer}Config`];
  for (const other of packageFolders(workspace)) {
    const { name } = readManifest(other);
    if (name === own) throw new InputError({ what: `${own}: exists already`, file: other, remedy });
    if (!sharing.test(other)) continue;
    const taken = exportedNames(join(other, 'src/index.ts')).find((exported) => wanted.includes(exported));
    if (taken !== undefined)
      throw new InputError({ what: `${own} would export ${taken}, which ${name} exports`, remedy });
  }
}
