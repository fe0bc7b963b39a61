import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkValue, InputError, text } from '@rectified/errors';
import type { RunLogger } from '@rectified/run-folder';
import { createJiti } from 'jiti';
import { jitiOptions } from './import-code.js';

/**
 * Loads the logger named by `spec`: `tensorboard`, an npm package visible from the current directory, or a file (`./mlflow.ts`) whose
 * default export is a `RunLogger` of `@rectified/run-folder`.
 *
 * @example
 * const logger = await loadRunLogger('tensorboard');
 */
export async function loadRunLogger(spec: string, directory = process.cwd()): Promise<RunLogger> {
  checkValue('name of a log', spec, text('tensorboard, an npm package or a file'));
  if (spec === 'tensorboard') return (await import('@rectified/tensorboard')).default;
  const jiti = createJiti(join(directory, 'package.json'), jitiOptions);
  const url = jiti.esmResolve(spec, { try: true });
  if (url === undefined)
    throw new InputError({
      what: `unknown log "${spec}"`,
      expected: 'tensorboard, an installed npm package, or a file such as ./mlflow.ts',
    });
  const module = await load(jiti, url).catch((cause: unknown) => {
    throw new InputError({
      what: `the log cannot be loaded: ${cause instanceof Error ? cause.message : cause}`,
      file: spec,
      cause,
    });
  });
  const candidates = [module.default, (module.default as Record<string, unknown> | undefined)?.default];
  const found = candidates.find(isRunLogger);
  if (found !== undefined) return found;
  throw new InputError({
    what: `${spec} exports no log`,
    expected: 'a default export { name, open } (see RunLogger of @rectified/run-folder)',
    file: spec,
  });
}

/** Lets Node import JavaScript, so that packages are loaded once. */
async function load(jiti: ReturnType<typeof createJiti>, url: string): Promise<Record<string, unknown>> {
  const address = url.startsWith('file:') ? url : pathToFileURL(url).href;
  return /\.[cm]?tsx?$/.test(address) ? jiti.import(address) : import(address);
}

function isRunLogger(value: unknown): value is RunLogger {
  if (typeof value !== 'object' || value === null) return false;
  const { name, open } = value as Partial<RunLogger>;
  return typeof name === 'string' && typeof open === 'function';
}
