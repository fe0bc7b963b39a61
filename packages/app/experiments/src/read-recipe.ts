import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, unknownName } from '@rectified/errors';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { checkValues } from './check-values.js';
import { Recipe } from './experiment-config.js';
import { type Pairing, pairingOf } from './pairings.js';

/** The recipes of this package: in its folder `recipes` a file, or a folder with a file for every pairing. */
export const recipes = ['quick', 'paper', 'demo'] as const;

/**
 * The values of a recipe: one of {@link recipes}, for the pairing that a data set and a network say ({@link pairingOf});
 * or a YAML or JSON file, also a run's `run.json` (its `config`). Faults are `InputError`s with file and line.
 *
 * @example
 * (await readRecipe('paper')).epochs; // => 260
 * (await readRecipe('paper', { architecture: 'bn-inception' })).epochs; // => 46
 */
export async function readRecipe(recipe: string, pairing: Partial<Pairing> = {}): Promise<Recipe> {
  const own = (recipes as readonly string[]).includes(recipe);
  // A bare word is a mistyped name rather than a file.
  if (!own && !/[./\\]/.test(recipe))
    throw unknownName('recipe', recipe, [...recipes, 'a file such as ./mine.yaml']);
  const file = own ? fileOf(recipe, pairing) : resolve(recipe);
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new InputError({
      what: 'the recipe cannot be read',
      file,
      got: cause.code ?? cause.message,
      cause,
    });
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${file}:${lines.linePos(offset).line}`;
  const [fault] = document.errors;
  if (fault !== undefined)
    throw new InputError({ what: fault.message, file: at(fault.pos[0]), cause: fault });

  const inside = basename(file) === 'run.json' ? ['config'] : [];
  const values: unknown = (inside.length === 0 ? document.toJS() : document.toJS()?.config) ?? {};
  if (typeof values !== 'object' || Array.isArray(values))
    throw new InputError({
      what: 'not a recipe',
      file: at(0),
      expected: 'keys and values, as in `epochs: 3`',
    });
  checkValues(Recipe, values, (path, key) => {
    const whole = [...inside, ...path, ...(key === undefined ? [] : [key])];
    const node = whole.length === 0 ? document.contents : document.getIn(whole, true);
    return { file: at(isNode(node) ? (node.range?.[0] ?? 0) : 0) };
  });
  return values as Recipe; // not what the check returns, into which defaults are filled
}

function fileOf(recipe: string, pairing: Partial<Pairing>): string {
  const { dataset, architecture } = pairingOf(pairing);
  const file = (name: string) => fileURLToPath(new URL(`../recipes/${name}.yaml`, import.meta.url));
  return existsSync(file(recipe)) ? file(recipe) : file(`${recipe}/${dataset}-${architecture}`);
}
