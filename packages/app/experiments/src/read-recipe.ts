import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkSchema, checkValue, InputError, unknownName } from '@rectified/errors';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import * as checks from './checks.js';
import { Recipe } from './experiment-config.js';
import { gatherOptions } from './gather-options.js';
import { type Pairing, pairingOf, pairings } from './pairings.js';
import { readText } from './read-text.js';
import { keepPlaces } from './recipe-places.js';

/** The recipes of this package: each is a file in its folder `recipes`, or a folder with a file per pairing. */
export const recipes = ['quick', 'budget', 'paper', 'demo'] as const;

/**
 * The values of a recipe: one of {@link recipes}, for the pairing given by a dataset and a network ({@link pairingOf}),
 * or a YAML or JSON file, including a run's `run.json` (its `config`). Errors are `InputError`s with file and line.
 *
 * @example
 * (await readRecipe('paper')).epochs; // => 260
 * (await readRecipe('paper', { architecture: 'bn-inception' })).epochs; // => 46
 */
export async function readRecipe(recipe: string, pairing: Partial<Pairing> = {}): Promise<Recipe> {
  checkValue('recipe', recipe, checks.name);
  const own = (recipes as readonly string[]).includes(recipe);
  // A bare word is more likely a mistyped name than a file.
  if (!own && !/[./\\]/.test(recipe))
    throw unknownName('recipe', recipe, [...recipes, 'a file such as ./mine.yaml']);
  const file = own ? fileOf(recipe, pairing) : resolve(recipe);
  if (basename(file) === 'run.json') return readConfigOf(file);
  const text = await readText(file, { what: 'the recipe', most: LARGEST_RECIPE });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${file}:${lines.linePos(offset).line}`;
  // An unknown tag is only a warning, and would change the value.
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined)
    throw new InputError({ what: fault.message, file: at(fault.pos[0]), cause: fault });

  const values = valuesOf(document, file) ?? {};
  if (!isGroup(values))
    throw new InputError({
      what: 'not a recipe',
      file: at(0),
      expected: 'keys and values, as in `epochs: 3`',
    });
  const locate = (path: readonly PropertyKey[], key?: string) => {
    const whole = [...path, ...(key === undefined ? [] : [key])];
    const node = whole.length === 0 ? document.contents : document.getIn(whole, true);
    return { file: at(isNode(node) ? (node.range?.[0] ?? 0) : 0) };
  };
  const gathered = gatherOptions(values);
  checkSchema(Recipe, gathered, { locate });
  return keepPlaces(gathered as Recipe, locate); // not the result of the check, which contains defaults
}

/** Size limit in bytes. Settings fill a page; checking a megabyte for duplicate keys takes a minute. */
const LARGEST_RECIPE = 2 ** 16;
/** Size limit in bytes for a run, which contains the names of all its images. */
const LARGEST_RUN = 2 ** 26;

/** The configuration recorded in a run's `run.json`. */
async function readConfigOf(file: string): Promise<Recipe> {
  const text = await readText(file, { what: 'the recipe', most: LARGEST_RUN });
  let run: unknown;
  try {
    run = JSON.parse(text);
  } catch (cause) {
    throw new InputError({ what: 'broken JSON', file, got: (cause as Error).message, cause });
  }
  const config = isGroup(run) && 'config' in run ? gatherOptions(run.config) : undefined;
  if (!isGroup(config))
    throw new InputError({ what: "not a run's run.json", file, expected: 'a `config` of keys and values' });
  const locate = () => ({ file });
  checkSchema(Recipe, config, { locate });
  return keepPlaces(config as Recipe, locate);
}

/** The document as plain values. Aliases may neither contain themselves nor multiply without end. */
function valuesOf(document: Document, file: string): unknown {
  try {
    const values: unknown = document.toJS();
    JSON.stringify(values); // throws if it is circular or too deep
    return values;
  } catch (cause) {
    throw new InputError({ what: 'the recipe has aliases that cannot be resolved', file, cause });
  }
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fileOf(recipe: string, pairing: Partial<Pairing>): string {
  const { dataset, architecture } = pairingOf(pairing);
  const files = recipeFiles(recipe);
  const found = files.find(
    ({ pairing: own }) => !own || (own.dataset === dataset && own.architecture === architecture),
  );
  if (found !== undefined) return found.file;
  throw new InputError({
    what: `the recipe ${recipe} for ${dataset} and ${architecture}`,
    expected: files.map(({ pairing: own }) => `${own?.dataset} and ${own?.architecture}`).join(', or '),
    remedy: 'Choose another recipe, or your own file',
  });
}

/** The files of one of {@link recipes}: a single one, or one per pairing. */
export function recipeFiles(recipe: string): { file: string; pairing?: Pairing }[] {
  const at = (name: string) => fileURLToPath(new URL(`../recipes/${name}.yaml`, import.meta.url));
  const each = pairings.map((pairing) => ({
    file: at(`${recipe}/${pairing.dataset}-${pairing.architecture}`),
    pairing,
  }));
  return [{ file: at(recipe) }, ...each].filter(({ file }) => existsSync(file));
}
