import { checkSchema } from '@rectified/errors';
import { checkOwnKeys } from './architectures.js';
import { ExperimentConfig, type Recipe } from './experiment-config.js';
import { augmentationOf } from './open-views.js';
import { readRecipe } from './read-recipe.js';

/** A complete configuration, and what only a comparison or the command line needs. */
export interface MergedConfig {
  readonly config: ExperimentConfig;
  readonly activations?: readonly string[];
  readonly seeds?: readonly number[];
  readonly jobs?: number;
  readonly margin?: number;
  readonly out?: string;
}

/**
 * Lays recipes over each other, the later the stronger, on top of the recipe `paper` for their data set and network, which
 * says everything.
 * Groups (`optimizer`, `input`) merge key by key; undefined values are as if absent. A `limit` without a `testLimit` beside it
 * takes the weaker recipes' `testLimit` away: then proportionally fewer images are tested on.
 *
 * @example
 * const { config } = await mergeConfig(await readRecipe('quick'), { epochs: 5, optimizer: { momentum: 0.8 } });
 * [config.epochs, config.batch, config.optimizer.momentum]; // => [5,100,0.8]
 */
export async function mergeConfig(...layers: readonly Recipe[]): Promise<MergedConfig> {
  const merged: Record<string, unknown> = {};
  const last = (key: 'dataset' | 'architecture') =>
    layers.findLast((layer) => layer[key] !== undefined)?.[key];
  const paper = await readRecipe('paper', { dataset: last('dataset'), architecture: last('architecture') });
  for (const layer of [paper, ...layers]) {
    // A number of test images belongs to the number of training images that was given with it.
    if (layer.limit !== undefined) delete merged.testLimit;
    for (const [key, value] of Object.entries(layer))
      if (value !== undefined)
        merged[key] = isGroup(value) ? { ...(merged[key] as object), ...value } : value;
  }
  const { activations, seeds, jobs, margin, out, ...config } = merged as Recipe;
  const checked = checkSchema(ExperimentConfig, config);
  checkOwnKeys(checked);
  augmentationOf(checked);
  return { config: checked, activations, seeds, jobs, margin, out };
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
