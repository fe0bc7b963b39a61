import { existsSync, statSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { checkSchema, InputError, isInputError } from '@rectified/errors';
import {
  type CodeIdentity,
  changedCode,
  freeName,
  isPath,
  nameAndVariant,
  type RunIdentity,
  readDescription,
  removeRunFiles,
  setAside,
} from '@rectified/run-folder';
import { fileError, isAsSealed, makeFolder, sealedJson, syncPath, writeAtomically } from '@rectified/system';
import { z } from 'zod';
import { checkSameConfig, checkSameImages } from './check-same-run.js';
import type { ExperimentConfig } from './experiment-config.js';
import { keptComputing } from './kept-computing.js';
import { packageOf } from './package-of.js';

const images = z.object({ name: z.string(), size: z.number(), sha256: z.string() });
const code = z.object({
  package: z.string().optional(),
  version: z.string().optional(),
  files: z.record(z.string(), z.string()),
  imports: z.record(z.string(), z.string()).optional(),
});
/** A single path component: a changed file must not lead out of the comparison's folder. */
const folderInside = z.string().regex(/^\w[\w.-]*$/, { error: 'the name of a folder in this one' });

/** `compare.json`: what the runs of a comparison have in common, and which runs there are. */
const Comparison = z.object({
  format: z.literal(2, { error: 'format 2' }),
  /** ISO 8601. */
  created: z.string(),
  /** Without `activation` and `seed`. */
  config: z.record(z.string(), z.unknown()),
  images: z.object({ train: images, test: images }),
  /** In the order in which they were first requested. `made` is absent for Rectified's own activations. */
  arms: z.array(
    z.object({ activation: z.string(), title: z.string(), folder: folderInside, made: code.optional() }),
  ),
  seeds: z.array(z.number()),
  /** The smallest difference that would matter; absent if none was fixed before the first run. */
  margin: z.number().optional(),
});
type Comparison = z.infer<typeof Comparison>;

/** An activation as a comparison records it. */
interface ComparedArm {
  readonly activation: string;
  readonly title: string;
  readonly made?: CodeIdentity;
}

export interface OpenComparisonOptions {
  readonly config: ExperimentConfig;
  readonly arms: readonly ComparedArm[];
  readonly seeds: readonly number[];
  readonly images: Pick<RunIdentity, 'train' | 'test'>;
  /** The margin, as in {@link compare}. */
  readonly margin?: number;
}

/**
 * Creates the folder of a comparison, or opens one with the same configuration and images, and adds these arms and seeds to
 * its `compare.json`. Runs of an arm whose activation has changed are moved aside, so that
 * its folder only contains runs of one function. Returns what computes its runs, the arms' folder names by activation, messages
 * about what was moved aside, and the text of `compare.json` if this call created it, for {@link withdrawComparison}.
 */
export async function openComparison(
  out: string,
  { config, arms: wanted, seeds, images, margin }: OpenComparisonOptions,
): Promise<{
  computing: ReturnType<typeof keptComputing>;
  folders: Record<string, string>;
  notes: string[];
  created?: string;
}> {
  const { activation: _, seed: __, ...common } = config;
  const file = join(out, 'compare.json');
  const isNew = !existsSync(file);
  const known = isNew
    ? {
        format: 2 as const,
        created: new Date().toISOString(),
        config: common,
        images,
        arms: [],
        seeds: [],
        margin,
      }
    : await readComparisonFile(file);
  checkSameConfig(out, known.config, common);
  const { backend, kernels, engine = 'eager' } = known.config as Partial<ExperimentConfig>;
  const computing = keptComputing(out, { backend, kernels, engine }, common);
  checkSameMargin(file, known.margin, margin);
  for (const part of ['train', 'test'] as const) checkSameImages(out, part, known.images[part], images[part]);

  const arms = [...known.arms];
  const folders: Record<string, string> = {};
  const notes: string[] = [];
  for (const { activation, title, made } of wanted) {
    const folder = folderName(activation);
    const at = arms.findIndex((arm) => arm.activation === activation || arm.folder === folder);
    const before = arms[at];
    if (
      before !== undefined &&
      before.activation !== activation &&
      changedCode(before.made, made) !== undefined
    )
      throw new InputError({
        what: `${activation} and ${before.activation} would have the same folder ${before.folder}`,
        remedy: 'Rename one of the files',
      });
    const arm = { ...before, activation, title, folder: before?.folder ?? folder, made };
    if (at < 0) arms.push(arm);
    else arms[at] = arm;
    folders[activation] = arm.folder;
    notes.push(...(await putOthersAside(out, arm)));
  }
  const { epochs } = common;
  const comparison: Comparison = {
    ...known,
    config: { ...known.config, epochs },
    arms,
    seeds: [...new Set([...known.seeds, ...seeds])],
  };
  await makeFolder(out);
  const text = sealedJson(comparison);
  await writeAtomically(file, text);
  return { computing, folders, notes, ...(isNew && { created: text }) };
}

/**
 * Removes the `compare.json` that {@link openComparison} created, and the list of images, if no run has begun: the folder is free again.
 * Nothing is removed if the comparison is older, or another process has added to it.
 */
export async function withdrawComparison(out: string, created: string | undefined): Promise<void> {
  const file = join(out, 'compare.json');
  if (created === undefined || (await readFile(file, 'utf8')) !== created) return;
  if ((await runsBegun(file)).length > 0) return;
  // In a run's folder they are the run's.
  if (!existsSync(join(out, 'run.json'))) await removeRunFiles(out);
  await rm(file);
  await syncPath(out);
}

/** The folders of the runs of a comparison that have begun. */
export async function runsBegun(file: string): Promise<string[]> {
  const { arms, seeds } = await readComparisonFile(file);
  const folders = arms.flatMap((arm) => seeds.map((seed) => join(dirname(file), arm.folder, `seed-${seed}`)));
  return folders.filter((folder) => existsSync(join(folder, 'run.json')));
}

/** A comparison that is called again without a margin keeps its own. */
function checkSameMargin(file: string, recorded: number | undefined, wanted: number | undefined): void {
  if (wanted === undefined || wanted === recorded) return;
  throw new InputError({
    what: 'the margin is fixed before the first run, and this comparison was started with another one',
    file,
    expected: recorded === undefined ? 'none' : String(recorded),
    got: String(wanted),
    remedy: 'Keep that one, or start another comparison in another folder',
  });
}

/** Puts the runs in an arm's folder aside that were made with another function than the arm has now. */
async function putOthersAside(
  out: string,
  { activation, folder, made }: ComparedArm & { folder: string },
): Promise<string[]> {
  const path = join(out, folder);
  const others: { name: string; code: string }[] = [];
  for (const name of existsSync(path) ? await readdir(path) : []) {
    if (!existsSync(join(path, name, 'run.json'))) continue;
    const description = await readDescription(join(path, name)).catch((error: unknown) => {
      if (!isInputError(error)) throw error;
      return undefined; // Damaged: whoever opens the run says so.
    });
    if (description === undefined) continue;
    const code = changedCode(description.identity?.activation, made);
    if (code !== undefined) others.push({ name, code });
  }
  if (others.length === 0) return [];
  const aside = freeName(path);
  for (const { name } of others) await setAside(join(path, name), join(aside, name));
  return [
    `${activation}: ${others[0]!.code} since ${others.map(({ name }) => name).join(', ')} ran; its runs are kept as ${aside}, and it will run again`,
  ];
}

/** Reads a `compare.json`. Throws an `InputError` if it is not what was written. */
async function readComparisonFile(file: string): Promise<Comparison> {
  const text = await readFile(file, 'utf8').catch((error) => {
    throw fileError(error, file);
  });
  const value = parse(text, file);
  const { format } = Object(value) as { format?: unknown };
  if (format === 1 && isAsSealed(text) === undefined)
    throw new InputError({
      what: 'a comparison from a version that did not record what its runs were made of',
      file,
      remedy: 'Choose another folder for a new one; `npx @rectified/cli report` still reads this one',
    });
  if (isAsSealed(text) !== true)
    throw new InputError({
      what: 'damaged: it is not what was written',
      file,
      remedy:
        'Restore it from a copy, or delete it and list all activations and seeds again; the runs are kept',
    });
  return checkSchema(Comparison, value, { locate: () => ({ file }) });
}

/** `leaky-relu:100` -> `leaky-relu-100`, `./mine.ts` -> `mine.ts`, `@someone/mish` -> `someone-mish`. */
function folderName(activation: string): string {
  const [name, variant] = nameAndVariant(activation);
  return [isPath(name) ? nameOfPath(name) : name, variant]
    .filter(Boolean)
    .join('-')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '');
}

/** What a file called `index.ts` and a folder are called says nothing: they go by their package or, where it has no name, by its folder. */
function nameOfPath(path: string): string {
  const full = resolve(path);
  const isIndex = /^index\.\w+$/.test(basename(full));
  if (!isIndex && !statSync(full, { throwIfNoEntry: false })?.isDirectory()) return path;
  const folder = isIndex ? dirname(full) : full;
  const home = /^(src|dist)$/.test(basename(folder)) ? dirname(folder) : folder;
  const found = packageOf(join(home, 'package.json'));
  return found?.root === home ? found.name : basename(home);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError({ what: 'broken JSON', file, got: (cause as Error).message, cause });
  }
}
