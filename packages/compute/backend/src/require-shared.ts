import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const CORE = '@tensorflow/tfjs-core';
const here = createRequire(import.meta.url);

/**
 * Loads an optional package from the user's project (the working directory), or else from this package's location.
 * It must use the same copy of tfjs-core as this package, because tensors of one copy do not work with another.
 * Throws an error whose message is the reason. `through` is the package through which it loads tfjs-core, if not itself.
 */
export function requireShared(name: string, through?: string): unknown {
  return here(resolveShared(name, through));
}

/** The file that {@link requireShared} loads. */
export function resolveShared(name: string, through?: string): string {
  const reasons = new Set<string>();
  for (const from of [createRequire(join(process.cwd(), 'package.json')), here]) {
    const path = resolved(from, name);
    if (path === undefined) continue;
    const core = resolved(createRequire((through && resolved(createRequire(path), through)) ?? path), CORE);
    if (core === realpathSync(here.resolve(CORE))) return path;
    reasons.add(`${path} uses another copy of tfjs-core (${core ?? 'none'}): \`npm dedupe\` may unify them`);
  }
  throw new Error([...reasons].join('; ') || `${name} is not installed`);
}

function resolved(from: NodeJS.Require, name: string): string | undefined {
  try {
    return realpathSync(from.resolve(name));
  } catch {
    return undefined;
  }
}
