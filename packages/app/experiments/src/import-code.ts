import { createRequire } from 'node:module';
import { dirname, isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as formulas from '@rectified/activation';
import { InputError, type InputErrorDetails, isInputError, nearest } from '@rectified/errors';
import { isPath } from '@rectified/run-folder';
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
    module = await neverEnding(importModule(file), file);
  } catch (cause) {
    throw isInputError(cause) && cause.details.file === file
      ? cause
      : new InputError({ ...whyNot(cause, file), file, cause });
  }
  const candidates = [module.default, (module.default as Record<string, unknown> | undefined)?.default];
  const found = candidates.find(is);
  if (found !== undefined) return checked(kind, found, file);
  throw new InputError({
    what: isPath(name) ? `exports no ${noun}` : `${name} exports no ${noun}`,
    file,
    expected,
    got: gotOf(module),
  });
}

/**
 * Node imports JavaScript itself, so that packages are loaded once. TypeScript, and JavaScript that would get another tfjs
 * than this process has, or lacks it, is given ours: `npx` keeps the command apart from the project that calls it, and the layers
 * of one tfjs are strangers to another.
 */
async function importModule(file: string): Promise<Record<string, unknown>> {
  const another = hasAnotherTfjs(file);
  if (!/\.[cm]?tsx?$/.test(file) && !another)
    try {
      return await import(pathToFileURL(file).href);
    } catch (error) {
      const missing = missingPackage(error);
      if (missing === undefined || !Object.hasOwn(await ourModules(), missing)) throw error;
    }
  const jiti = createJiti(dirname(file), {
    ...jitiOptions,
    interopDefault: false,
    virtualModules: await ourModules(),
  });
  // `import` leaves ES modules of JavaScript to Node, which would give them theirs.
  return another ? jiti(file) : jiti.import(file);
}

/** Throws where a module waits though nothing is left that could happen: Node would end the process, without a word. */
async function neverEnding<T>(loading: Promise<T>, file: string): Promise<T> {
  let ending = () => {};
  const never = new Promise<never>((_, reject) => {
    ending = () =>
      reject(new InputError({ what: 'waits at its top level for something that never happens', file }));
    process.once('beforeExit', ending);
  });
  return Promise.race([loading, never]).finally(() => process.off('beforeExit', ending));
}

function hasAnotherTfjs(file: string): boolean {
  const [theirs, ours] = [file, fileURLToPath(import.meta.url)].map((from) => {
    try {
      return createRequire(from).resolve('@tensorflow/tfjs-core');
    } catch {
      return undefined;
    }
  });
  return theirs !== undefined && theirs !== ours;
}

/** The package that an import asked for, and that is not installed; undefined of every other error. */
function missingPackage(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return undefined;
  const [, name] = /^Cannot find (?:module|package) '([^']+)'/.exec(String(message)) ?? [];
  if (name === undefined || name.startsWith('.') || isAbsolute(name)) return undefined;
  return /^(?:@[^/]+\/)?[^/]+/.exec(name)![0];
}

function whyNot(cause: unknown, file: string): InputErrorDetails {
  const missing = missingPackage(cause);
  if (missing !== undefined)
    return {
      what: `cannot be loaded: it imports ${missing}, which is not installed`,
      remedy: `npm install ${missing}`,
    };
  const reason = reasonOf(cause, file);
  const [, called, imported = called] = /(\w+) is not a function|export named '(\w+)'/.exec(reason) ?? [];
  const near = imported && nearest(imported, Object.keys(formulas));
  return { what: `cannot be loaded: ${reason}`, remedy: near && `Did you mean "${near}"?` };
}

/** What holds anything that it must not, such as a formula with more than a formula's parts, goes no further. */
function checked<Kind extends CodeKind>(kind: Kind, found: CodeKinds[Kind], file: string): CodeKinds[Kind] {
  try {
    codeKinds[kind].check?.(found);
  } catch (cause) {
    throw isInputError(cause)
      ? new InputError({ ...cause.details, file })
      : new InputError({ ...whyNot(cause, file), file, cause });
  }
  return found;
}

/**
 * The reason in one line. With the position of a syntax error, which Node prints only above the stack, and the line of the file
 * where another error was thrown. Names are as its author wrote them, not as they are translated.
 */
function reasonOf(cause: unknown, file: string): string {
  const { name, stack = '' } = cause instanceof Error ? cause : new Error(String(cause));
  const [place] = /^file:\S+:\d+$/m.exec(name === 'SyntaxError' ? stack : '') ?? [];
  const [frame] = stack.split('\n').filter((line) => /^\s+at /.test(line) && line.includes(`${file}:`));
  const [, line] = /:(\d+):\d+\)?$/.exec(frame ?? '') ?? [];
  const reason = oneLine(cause).replace(/\(0 ?, ?\w+\.(\w+)\)/g, '$1');
  return [reason, place ?? (line && `(line ${line})`)].filter(Boolean).join(' ');
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
