import { InputError } from '@rectified/errors';
import { type MergedConfig, mergeConfig, readRecipe } from '@rectified/experiments';
import { recipeOf } from './options.js';

/**
 * What a command of `withExperiment` is asked to do: its options over those of `--recipe`. Refuses a missing `--out`, and says that
 * `expected` belongs there.
 */
export async function mergedOptions(
  options: Readonly<Record<string, unknown>> & { readonly recipe?: string },
  expected: string,
): Promise<MergedConfig & { readonly out: string }> {
  const { recipe } = options;
  const own = recipeOf(options);
  const merged = await mergeConfig(recipe === undefined ? {} : await readRecipe(recipe, own), own);
  const { out } = merged;
  if (out === undefined) throw new InputError({ what: '--out is missing', expected });
  return { ...merged, out };
}
