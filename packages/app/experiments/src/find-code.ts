import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { checkValue, InputError, nearest, text } from '@rectified/errors';
import { isPath } from '@rectified/run-folder';
import { withFileError } from '@rectified/system';
import { noteIdentity } from './code-identity.js';
import { type CodeKind, type CodeKinds, codeKinds } from './code-kind.js';
import { entryOf, resolveImport } from './entry-of.js';
import { watchForeignCode } from './foreign-code.js';
import { importCode } from './import-code.js';
import { tryOut } from './trial.js';

export interface LoadOptions {
  /** The directory from which files and packages are looked up. Default: the current one. */
  readonly directory?: string;
  /** The time that a file or package has to load and to be tried. Default: 60. */
  readonly seconds?: number;
  /** Ends the trial by throwing its reason. */
  readonly signal?: AbortSignal;
  /** Whether the caller has tried the file or package already. Default: false. */
  readonly tried?: boolean;
}

interface WhereCodeIs<Kind extends CodeKind> extends Pick<LoadOptions, 'directory'> {
  /** Rectified's own. */
  readonly builtIn: readonly CodeKinds[Kind][];
}

/** A description, and where it comes from. */
export interface FoundCode<Kind extends CodeKind> {
  readonly description: CodeKinds[Kind];
  /** Absolute path of the module of a local file or npm package; absent for Rectified's own. */
  readonly file?: string;
}

/**
 * The description that `name` stands for: one of Rectified's own, an npm package seen from the directory, or a file or
 * folder. A package or file offers it by its default export. Before it is loaded it is tried in a process of its own; one
 * that misbehaves there (throws, ends the process, never loads, ...) is an `InputError` that names its file. Later it can
 * neither end the process nor write to stdout.
 */
export async function findCode<Kind extends CodeKind>(
  kind: Kind,
  name: string,
  {
    builtIn,
    variant,
    directory = process.cwd(),
    seconds = 60,
    signal,
    tried = false,
  }: LoadOptions & WhereCodeIs<Kind> & { readonly variant?: string },
): Promise<FoundCode<Kind>> {
  const { description, file } = placeOfCode(kind, name, { builtIn, directory });
  if (file === undefined) return { description };
  if (!tried) await tryOut({ kind, file, name, variant }, { seconds, signal });
  watchForeignCode(file);
  const imported = await importCode(kind, file, name);
  await noteIdentity(file);
  return { description: imported, file };
}

/** What `name` stands for, without loading it: one of Rectified's own, or the module of a file, folder or package. */
export function placeOfCode<Kind extends CodeKind>(
  kind: Kind,
  name: string,
  where: WhereCodeIs<Kind>,
):
  | { readonly description: CodeKinds[Kind]; readonly file?: undefined }
  | { readonly description?: undefined; readonly file: string } {
  const own = where.builtIn.find((description) => description.name === name);
  if (own !== undefined) return { description: own };
  return { file: findFile(kind, name, where) };
}

/** The module that `name`, which is none of Rectified's own, stands for; not loaded. */
function findFile<Kind extends CodeKind>(
  kind: Kind,
  name: string,
  { builtIn, directory = process.cwd() }: WhereCodeIs<Kind>,
): string {
  checkValue(`name of ${codeKinds[kind].one}`, name, text('a name, an npm package or a file'));
  const file = isPath(name) ? fileOf(kind, name, directory) : resolvePackage(kind, name, directory);
  if (file !== undefined) return file;
  const isThere = existsSync(resolve(directory, name));
  if (name.includes('/') && !isThere)
    throw new InputError({
      what: `the package ${name} is not installed`,
      expected: `a package that ${directory} can import`,
      remedy: `npm install ${name}`,
    });
  const { noun, example } = codeKinds[kind];
  const known = builtIn.map((description) => description.name);
  // `synthetic` is meant to begin a name rather than to be another one.
  const near = known.find((own) => own.startsWith(`${name}-`)) ?? nearest(name, known);
  const meant = isThere ? `./${name}` : near;
  throw new InputError({
    what: `unknown ${noun} "${name}"`,
    expected: `${known.join(', ')}, an installed npm package, or a file such as ${example}`,
    remedy: meant && `Did you mean "${meant}"?`,
  });
}

function fileOf(kind: CodeKind, name: string, directory: string): string {
  const path = resolve(directory, name);
  const expected = `a module that exports ${codeKinds[kind].one}`;
  const found = withFileError(path, () => statSync(path, { throwIfNoEntry: false }));
  if (found === undefined) throw new InputError({ what: 'no such file', file: path, expected });
  if (found.isFile()) return path;
  if (found.isDirectory()) return entryOf(kind, path);
  // a pipe, or a device without end: importing it would never return
  throw new InputError({ what: 'not a file', file: path, expected });
}

function resolvePackage(kind: CodeKind, name: string, directory: string): string | undefined {
  const file = resolveImport(name, directory);
  if (file !== undefined) return file;
  // One that is linked but not built has a folder all the same.
  const folder = createRequire(join(directory, 'package.json'))
    .resolve.paths(name)
    ?.map((modules) => join(modules, name))
    .find((each) => existsSync(join(each, 'package.json')));
  return folder && entryOf(kind, folder);
}
