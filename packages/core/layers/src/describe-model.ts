import type * as tfl from '@tensorflow/tfjs-layers';

export interface LayerDescription {
  readonly name: string;
  /** As in the saved model: `Conv2D`. */
  readonly className: string;
  /** Without the batch: `[32, 32, 192]`. */
  readonly outputShape: readonly (number | null)[];
  readonly parameters: number;
  /** Multiplications with an addition in one forward pass of one image; only those of kernels are counted. */
  readonly macs: number;
}

export interface ModelDescription {
  readonly layers: readonly LayerDescription[];
  readonly parameters: number;
  readonly macs: number;
}

/**
 * The layers of a model of convolutions and dense layers, with their sizes and costs. A kernel costs its size once
 * for every place of the output; biases, pooling and activations are not counted.
 *
 * @example
 * describeModel(nin({ classes: 10, activation: () => new ReLU() })).macs;
 */
export function describeModel(model: tfl.LayersModel): ModelDescription {
  const layers = model.layers.map((layer): LayerDescription => {
    const outputShape = (layer.outputShape as tfl.Shape).slice(1);
    const places = outputShape.slice(0, -1).reduce<number>((product, size) => product * size!, 1);
    const kernels = layer.weights.filter(({ originalName }) => originalName.endsWith('/kernel'));
    const kernelSize = kernels
      .flatMap(({ shape }) => shape)
      .reduce<number>((product, size) => product * size!, 1);
    return {
      name: layer.name,
      className: layer.getClassName(),
      outputShape,
      parameters: layer.countParams(),
      macs: kernels.length === 0 ? 0 : places * kernelSize,
    };
  });
  const total = (what: 'parameters' | 'macs') => layers.reduce((sum, layer) => sum + layer[what], 0);
  return { layers, parameters: total('parameters'), macs: total('macs') };
}
