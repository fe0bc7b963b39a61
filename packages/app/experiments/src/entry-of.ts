import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '@rectified/errors';
import { withFileError } from '@rectified/system';
import { createJiti } from 'jiti';
import { type CodeKind, codeKinds } from './code-kind.js';
import { jitiOptions } from './import-code.js';

/**
 * The module that a folder with a package stands for: what an `import` of the package would load or, where it has not been built yet, its
 * `src/index.ts`. Throws an `InputError` if it is older than its source: its author would take the old code for the new.
 */
export function entryOf(kind: CodeKind, folder: string): string {
  const source = join(folder, 'src', 'index.ts');
  const built = importOf(folder) ?? mainOf(folder);
  if (built !== undefined) {
    if (existsSync(source)) refuseOlder(built, join(folder, 'src'));
    return built;
  }
  if (existsSync(source)) return source;
  throw new InputError({
    what: 'a folder without an entry point',
    file: folder,
    expected: 'a package',
    remedy:
      kind === 'dataset'
        ? 'A folder of images is named by --data; --dataset names the code that opens it, such as ./birds.ts (see the README of @rectified/dataset)'
        : `Name a file, such as ${codeKinds[kind].example}, or a folder with a package.json`,
  });
}

/** What its `exports` offer to an `import`. Its `main` is often CommonJS, whose `require` of tfjs could not be given ours. */
function importOf(folder: string): string | undefined {
  const { name, exports } = readManifest(join(folder, 'package.json'));
  if (typeof name !== 'string' || exports === undefined) return undefined;
  const file = resolveImport(name, folder);
  // Another package of that name may be installed.
  return file?.startsWith(realpathSync(folder) + sep) ? file : undefined;
}

/** The file that an `import` of a package would load in this folder. */
export function resolveImport(name: string, folder: string): string | undefined {
  const url = createJiti(join(folder, 'package.json'), jitiOptions).esmResolve(name, { try: true });
  return url?.startsWith('file:') ? fileURLToPath(url) : undefined;
}

function mainOf(folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(folder);
  } catch {
    return undefined;
  }
}

/** Versions of Node differ in what they say of a package.json that is no JSON. */
function readManifest(file: string): { readonly name?: unknown; readonly exports?: unknown } {
  if (!existsSync(file)) return {};
  const text = withFileError(file, () => readFileSync(file, 'utf8'));
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) ?? {};
  } catch (cause) {
    throw new InputError({ what: `not valid JSON: ${(cause as Error).message}`, file, cause });
  }
}

/** Milliseconds in which git or a copy writes all files of a package, in any order. npm gives all of them the same time. */
const writing = 10_000;

function refuseOlder(built: string, sources: string): void {
  const time = statSync(built).mtimeMs;
  const newer = readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .find((file) => statSync(file).mtimeMs > time + writing);
  if (newer === undefined) return;
  const shown = relative(join(sources, '..'), newer);
  throw new InputError({
    what: `older than ${shown}`,
    file: built,
    remedy: 'Build the package, or name its src/index.ts instead of its folder',
  });
}
