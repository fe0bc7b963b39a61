import * as tfl from '@tensorflow/tfjs-layers';
import type { ArchitectureOptions } from '../architecture-options.js';

type Layer = tfl.layers.Layer;

/** Builds the small network of a check, with the check's changes. It is disposed of after the check. */
export type Build = (changes?: Partial<ArchitectureOptions>) => tfl.LayersModel;

/** The number of classes of the small network. */
export const classes = 5;
export const relu = () => tfl.layers.reLU();
export const leaky = () => tfl.layers.leakyReLU({ alpha: 1 / 5.5 });

/** The activation, and all the layers it has created. */
export function remembered(activation: () => Layer): { made: Set<Layer>; activation: () => Layer } {
  const made = new Set<Layer>();
  return {
    made,
    activation() {
      const layer = activation();
      made.add(layer);
      return layer;
    },
  };
}

export function kernelLayers(model: tfl.LayersModel): Layer[] {
  return model.layers.filter((layer) => kernelOf(layer) !== undefined);
}

export function kernelOf(layer: Layer): tfl.LayerVariable | undefined {
  return layer.weights.find(({ originalName }) => originalName.endsWith('/kernel'));
}

/** The shape of an image that the model takes. */
export function shapeOf(model: tfl.LayersModel): number[] {
  return model.inputs[0]!.shape.slice(1) as number[];
}
