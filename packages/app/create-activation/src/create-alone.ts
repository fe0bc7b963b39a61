import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { InputError } from '@rectified/errors';
import type { ActivationNames } from './activation-names.js';
import { askRegistry } from './ask-registry.js';
import { type Manifest, manifestOf } from './manifest-of.js';
import { newFolder, refuseExisting } from './new-folder.js';
import { writePackage } from './write-package.js';

/** Its development dependencies, in the versions that this package was tested with. */
const tools = { tsup: '^8.5.1', typescript: '~5.9.3', vitest: '^4.1.12' };

/**
 * Creates a standalone package in `folder`, with the current versions of Rectified in npm's registry. Throws an `InputError` if the
 * folder exists, or if the registry does not have them.
 */
export async function createAlone(folder: string, names: ActivationNames): Promise<void> {
  refuseExisting(folder);
  const at = folderAbove(folder);
  const [activation, backend, cli] = await Promise.all(
    ['@rectified/activation', '@rectified/backend', '@rectified/cli'].map((name) => askRegistry(name, at)),
  );
  const { peerDependencies = {} } = activation!;
  const manifest = manifestOf({
    names,
    inWorkspace: false,
    scripts: {
      build: 'tsup src/index.ts --format esm,cjs --dts --clean',
      test: 'vitest run',
      check: 'rectified check ./src/index.ts',
      prepublishOnly: 'tsc && npm test && npm run build',
    },
    dependencies: { '@rectified/activation': `^${activation!.version}` },
    peerDependencies,
    devDependencies: {
      '@rectified/backend': `^${backend!.version}`,
      '@rectified/cli': `^${cli!.version}`,
      '@tensorflow/tfjs-backend-cpu': peerDependencies['@tensorflow/tfjs-core'] ?? '*',
      ...tools,
    },
  });
  refuseNameOfDependency(manifest);
  await newFolder(folder, (made) => writePackage(made, { names, template: 'alone', manifest }));
}

/** In a package, its own name leads to itself: `import 'vitest'` would not find the tool. */
function refuseNameOfDependency({ name, dependencies, peerDependencies, devDependencies }: Manifest): void {
  if (!Object.hasOwn({ ...dependencies, ...peerDependencies, ...devDependencies }, name)) return;
  throw new InputError({
    what: `name of a package: it would depend on ${name}`,
    remedy: 'Choose another name',
  });
}

/** The nearest existing parent: npm looks for its settings from there. */
function folderAbove(path: string): string {
  const above = dirname(path);
  const isFolder = statSync(above, { throwIfNoEntry: false })?.isDirectory();
  return isFolder || above === path ? above : folderAbove(above);
}

/** The default name of the folder. */
export const folderOf = (names: ActivationNames) => basename(names.package);
