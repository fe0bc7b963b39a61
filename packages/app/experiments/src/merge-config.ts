import { checkSchema, checkValue, having } from '@rectified/errors';
import { checkArchitectureConfig, loadArchitecture } from './architectures.js';
import { datasetOptions, datasets, loadDataset } from './datasets.js';
import { ExperimentConfig, type Recipe } from './experiment-config.js';
import { gatherOptions } from './gather-options.js';
import { checkActivationName } from './load-activation.js';
import { augmentationOf } from './open-views.js';
import { readRecipe } from './read-recipe.js';
import { atItsPlace } from './recipe-places.js';

/** A complete configuration, and the settings that only a comparison or the command line needs. */
export interface MergedConfig {
  readonly config: ExperimentConfig;
  readonly activations?: readonly string[];
  readonly seeds?: readonly number[];
  readonly jobs?: number;
  readonly devices?: readonly number[];
  readonly margin?: number;
  readonly out?: string;
}

/**
 * Merges recipes, later ones taking precedence, on top of the complete recipe `paper` for their dataset and network,
 * except for settings of a network that was not requested; a dataset from elsewhere
 * describes how its own images are treated. Groups (`optimizer`, `input`, `architectureOptions`, `datasetOptions`) are merged key by key; undefined values count as absent. A `limit` without a `testLimit` beside it
 * discards the `testLimit` of earlier recipes, so proportionally fewer images are tested on.
 *
 * @example
 * const { config } = await mergeConfig(await readRecipe('quick'), { epochs: 5, optimizer: { momentum: 0.8 } });
 * [config.epochs, config.batch, config.optimizer.momentum]; // => [5,100,0.8]
 */
export async function mergeConfig(...layers: readonly Recipe[]): Promise<MergedConfig> {
  for (const layer of layers) checkValue('recipe', layer, having('an object such as { epochs: 3 }'));
  const merged: Record<string, unknown> = {};
  const last = (key: 'dataset' | 'architecture') =>
    layers.findLast((layer) => layer[key] !== undefined)?.[key];
  const asked = { dataset: last('dataset'), architecture: last('architecture') };
  const paper = await readRecipe('paper', asked);
  const treatment = await atItsPlace(layers, ['dataset'], () => preferences(asked.dataset));
  const all = [withoutAnothers(paper, asked.architecture), treatment, ...layers];
  for (const layer of all.map(gatherOptions) as Recipe[]) {
    // A number of test images belongs to the number of training images it was given with.
    if (layer.limit !== undefined) delete merged.testLimit;
    for (const [key, value] of Object.entries(layer))
      if (value !== undefined)
        merged[key] = isGroup(value) ? { ...(merged[key] as object), ...value } : value;
  }
  const { activations, seeds, jobs, devices, margin, out, ...config } = merged as Recipe;
  const checked = checkSchema(ExperimentConfig, config);
  const at = <T>(path: Parameters<typeof atItsPlace>[1], action: () => T | Promise<T>) =>
    atItsPlace(layers, path, action);
  const { description: architecture } = await at(['architecture'], () =>
    loadArchitecture(checked.architecture),
  );
  for (const key of ['width', 'initialization', 'architectureOptions'] as const)
    await at([key], () =>
      checkArchitectureConfig(architecture, { width: 1, initialization: 'authors', [key]: checked[key] }),
    );
  const { description: dataset } = await at(['dataset'], () => loadDataset(checked.dataset));
  await at(['datasetOptions'], () => datasetOptions(dataset, checked.datasetOptions));
  await at(['augment'], () => augmentationOf(checked));
  await at(['activation'], () => checkActivationName(checked.activation));
  for (const [index, activation] of (activations ?? []).entries())
    await at(['activations', index], () => checkActivationName(activation));
  return { config: checked, activations, seeds, jobs, devices, margin, out };
}

/** A recipe without its network's own settings, if another network was requested. */
function withoutAnothers(recipe: Recipe, architecture = recipe.architecture): Recipe {
  if (architecture === recipe.architecture) return recipe;
  const { architectureOptions: _, ...others } = recipe;
  return { ...others, optimizer: { ...others.optimizer, groups: [] } };
}

/** How images of a dataset from elsewhere are treated by default. */
async function preferences(name?: string): Promise<Recipe> {
  if (name === undefined || datasets.some((dataset) => dataset.name === name)) return {};
  const { input, augment = 'none' } = (await loadDataset(name)).description;
  return { input, augment };
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
