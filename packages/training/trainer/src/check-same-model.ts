import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@rectified/errors';
import type * as tfl from '@tensorflow/tfjs-layers';

/** A layer as `model.json` describes it. */
interface LayerDescription {
  readonly class_name?: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/**
 * Throws an InputError if a model computes differently from the saved one: with another layer, or a layer with
 * other settings. Names do not matter, because tfjs numbers them, and neither do initializers.
 */
export function checkSameModel(saved: unknown, model: tfl.LayersModel, file: string): void {
  const [before, now] = [layersOf(saved), layersOf(model.toJSON(null, false))];
  for (let at = 0; at < Math.max(before.length, now.length); at++) {
    if (isDeepStrictEqual(before[at], now[at])) continue;
    throw new InputError({
      what: 'the model is not the one the run was started with',
      expected: before[at] === undefined ? 'no further layer' : JSON.stringify(before[at]),
      got: now[at] === undefined ? 'no further layer' : JSON.stringify(now[at]),
      file,
      remedy: 'Build the model as the run did: the same architecture, width, classes and activation',
    });
  }
}

/** The layers of a topology in order, with nested models replaced by their layers. */
function layersOf(topology: unknown): LayerDescription[] {
  // Through JSON, like the saved one: without undefined values.
  const { config } = JSON.parse(JSON.stringify(topology)) as LayerDescription;
  const layers = (config?.layers ?? []) as LayerDescription[];
  return layers.flatMap((layer) =>
    layer.config?.layers === undefined
      ? [{ class_name: layer.class_name, config: essence(layer.config) as Record<string, unknown> }]
      : layersOf(layer),
  );
}

/** The settings of a layer that affect what it computes. */
function essence(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(essence);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'name' && !/initializer$/i.test(key));
  return Object.fromEntries(kept.map(([key, one]) => [key, essence(one)]));
}
