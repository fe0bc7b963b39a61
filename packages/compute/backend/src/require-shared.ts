import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const CORE = '@tensorflow/tfjs-core';
const here = createRequire(import.meta.url);

/**
 * Loads an optional package from the user's project (the working directory), else from where this package lies.
 * Only a copy that uses the same tfjs-core as this package will do: tensors of one copy are strangers to another.
 * Throws an error whose message is the reason. `through` is the package by which it loads tfjs-core, if not itself.
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
    reasons.add(
      `${path} uses another copy of tfjs-core (${core ?? 'none'}): \`npm dedupe\` brings both to one version`,
    );
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
