import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Activation } from '@rectified/activation';
import * as contract from '@rectified/activation';
import { InputError, isInputError } from '@rectified/errors';
import { createJiti } from 'jiti';
import { oneLine } from './foreign-code.js';

/**
 * For TypeScript. Nothing is kept on the disk: the usual places, `/tmp/jiti` and `/tmp/jiti-esm`, may be another user's,
 * who could put code of their own there.
 */
export const jitiOptions = { fsCache: false, moduleCache: true, esmEvalTempFile: false };

/** What a formula is written with is ours: a file needs nothing installed beside it. */
const virtualModules = { '@rectified/activation': contract };

/** The activation that the module `file` has as its default export. `name` is what it was asked for as. */
export async function importActivation(file: string, name: string): Promise<Activation> {
  let module: Record<string, unknown>;
  try {
    // Node imports JavaScript itself, so that packages are loaded once.
    module = /\.[cm]?tsx?$/.test(file)
      ? await createJiti(dirname(file), { ...jitiOptions, virtualModules }).import(file)
      : await import(pathToFileURL(file).href);
  } catch (cause) {
    throw new InputError({ what: `cannot be loaded: ${reasonOf(cause)}`, file, cause });
  }
  const candidates = [module.default, (module.default as Record<string, unknown> | undefined)?.default];
  const found = candidates.find(isActivation);
  if (found !== undefined) return checked(found, file);
  throw new InputError({
    what: `${name} exports no activation`,
    file,
    expected: 'a default export { name, title, paper, layer } (see @rectified/activation)',
    got: gotOf(module),
  });
}

/** A formula that holds anything but a formula's parts goes no further. */
function checked(activation: Activation, file: string): Activation {
  const { definition, variants = {} } = activation;
  try {
    if (definition !== undefined)
      for (const config of [{}, ...Object.values(variants).map((variant) => variant.config)])
        contract.checkFormula(definition, config);
  } catch (cause) {
    throw isInputError(cause)
      ? new InputError({ ...cause.details, file })
      : new InputError({ what: `cannot be loaded: ${reasonOf(cause)}`, file, cause });
  }
  return activation;
}

/** In one line, with the place of a syntax error, which Node puts only before the stack. */
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

function isActivation(value: unknown): value is Activation {
  if (typeof value !== 'object' || value === null) return false;
  const { name, title, layer } = value as Partial<Activation>;
  return typeof name === 'string' && typeof title === 'string' && typeof layer === 'function';
}
