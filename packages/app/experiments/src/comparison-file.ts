import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { makeFolder, writeAtomically } from '@rectified/system';
import { z } from 'zod';
import { checkSameConfig } from './check-same-config.js';
import { checkValues } from './check-values.js';
import type { ExperimentConfig } from './experiment-config.js';

/** One part of a path: a changed file must not lead out of the comparison's folder. */
const folderInside = z.string().regex(/^\w[\w.-]*$/, { error: 'the name of a folder in this one' });

/** `compare.json`: what the runs of a comparison have in common, and which there are. */
const Comparison = z.object({
  format: z.literal(1),
  /** ISO 8601. */
  created: z.string(),
  /** Without `activation` and `seed`. */
  config: z.record(z.string(), z.unknown()),
  /** In the order in which they were first asked for. */
  arms: z.array(z.object({ activation: z.string(), title: z.string(), folder: folderInside })),
  seeds: z.array(z.number()),
});

/**
 * Makes the folder of a comparison, or opens one of the same configuration, and records these arms and seeds in
 * its `compare.json` beside those that it knows. Returns the arms' folder names by activation.
 */
export async function openComparison(
  out: string,
  {
    config,
    titles,
    seeds,
  }: { config: ExperimentConfig; titles: Record<string, string>; seeds: readonly number[] },
): Promise<Record<string, string>> {
  const { activation: _, seed: __, ...common } = config;
  const file = join(out, 'compare.json');
  const known = existsSync(file)
    ? checkValues(Comparison, parse(await readFile(file, 'utf8'), file), () => ({ file }))
    : { format: 1 as const, created: new Date().toISOString(), config: common, arms: [], seeds: [] };
  checkSameConfig(out, known.config, common);

  const arms = [...known.arms];
  for (const [activation, title] of Object.entries(titles)) {
    if (arms.some((arm) => arm.activation === activation)) continue;
    const folder = folderName(activation);
    const other = arms.find((arm) => arm.folder === folder);
    if (other !== undefined)
      throw new InputError({
        what: `${activation} and ${other.activation} would have the same folder ${folder}`,
        remedy: 'Rename one of the files',
      });
    arms.push({ activation, title, folder });
  }
  const comparison = { ...known, arms, seeds: [...new Set([...known.seeds, ...seeds])] };
  await makeFolder(out);
  await writeAtomically(file, `${JSON.stringify(comparison, null, 2)}\n`);
  return Object.fromEntries(arms.map(({ activation, folder }) => [activation, folder]));
}

/** `leaky-relu:100` -> `leaky-relu-100`, `./mine.ts` -> `mine.ts`, `@someone/mish` -> `someone-mish`. */
function folderName(activation: string): string {
  return activation.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '');
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError({ what: 'broken JSON', file, got: (cause as Error).message, cause });
  }
}
