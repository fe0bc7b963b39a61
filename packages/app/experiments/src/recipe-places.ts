import { InputError, type InputErrorDetails, isInputError } from '@rectified/errors';
import type { Recipe } from './experiment-config.js';

/** Says where in its file a value of a recipe is, as fields of an error. */
export type Locate = (path: readonly PropertyKey[]) => Pick<InputErrorDetails, 'file'>;

const places = new WeakMap<Recipe, Locate>();

/** Remembers where the values of a recipe are. Returns the recipe. */
export function keepPlaces(recipe: Recipe, locate: Locate): Recipe {
  places.set(recipe, locate);
  return recipe;
}

/**
 * Runs an action on a value of merged recipes. If it throws an `InputError` without a file, and the value
 * comes from a file, adds that file and line.
 *
 * @param path of the value: `['dataset']`, or `['activations', 1]`
 */
export async function atItsPlace<T>(
  recipes: readonly Recipe[],
  path: readonly [keyof Recipe, ...PropertyKey[]],
  action: () => T | Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const decisive = recipes.findLast((recipe) => recipe[path[0]] !== undefined);
    const locate = decisive && places.get(decisive);
    if (locate === undefined || !isInputError(error) || error.details.file !== undefined) throw error;
    throw new InputError({ ...error.details, ...locate(path) });
  }
}
