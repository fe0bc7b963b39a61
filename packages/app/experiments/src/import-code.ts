import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError, isInputError } from '@rectified/errors';
import { createJiti } from 'jiti';
import { type CodeKind, type CodeKinds, codeKinds } from './code-kind.js';
import { oneLine } from './foreign-code.js';
import { ourModules } from './our-modules.js';

/**
 * For TypeScript. Nothing is kept on the disk: the usual places, `/tmp/jiti` and `/tmp/jiti-esm`, may be another user's,
 * who could put code of their own there.
 */
export const jitiOptions = { fsCache: false, moduleCache: true, esmEvalTempFile: false };

/** The description of this kind that the module `file` has as its default export. `name` is what it was asked for as. */
export async function importCode<Kind extends CodeKind>(
  kind: Kind,
  file: string,
  name: string,
): Promise<CodeKinds[Kind]> {
  const { noun, expected, is } = codeKinds[kind];
  let module: Record<string, unknown>;
  try {
    // Node imports JavaScript itself, so that packages are loaded once.
    module = /\.[cm]?tsx?$/.test(file)
      ? await createJiti(dirname(file), { ...jitiOptions, virtualModules: await ourModules() }).import(file)
      : await import(pathToFileURL(file).href);
  } catch (cause) {
    throw new InputError({ what: `cannot be loaded: ${reasonOf(cause)}`, file, cause });
  }
  const candidates = [module.default, (module.default as Record<string, unknown> | undefined)?.default];
  const found = candidates.find(is);
  if (found !== undefined) return checked(kind, found, file);
  throw new InputError({
    what: `${name} exports no ${noun}`,
    file,
    expected,
    got: gotOf(module),
  });
}

/** What holds anything that it must not, such as a formula with more than a formula's parts, goes no further. */
function checked<Kind extends CodeKind>(kind: Kind, found: CodeKinds[Kind], file: string): CodeKinds[Kind] {
  try {
    codeKinds[kind].check?.(found);
  } catch (cause) {
    throw isInputError(cause)
      ? new InputError({ ...cause.details, file })
      : new InputError({ what: `cannot be loaded: ${reasonOf(cause)}`, file, cause });
  }
  return found;
}

/** The reason in one line, with the position of a syntax error, which Node prints only above the stack. */
function reasonOf(cause: unknown): string {
  const { name, stack = '' } = cause instanceof Error ? cause : new Error(String(cause));
  const [place] = /^file:\S+:\d+$/m.exec(name === 'SyntaxError' ? stack : '') ?? [];
  return [oneLine(cause), place].filter(Boolean).join(' ');
}

/** What there is in its place. */
function gotOf(module: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(module).filter((key) => key !== 'module.exports');
  if (names.length === 0) return 'no exports';
  const { default: found } = module;
  if (typeof found !== 'object' || found === null || names.length > 1)
    return `the exports ${names.join(', ')}`;
  return `a default export with ${Object.keys(found).join(', ') || 'nothing in it'}`;
}
