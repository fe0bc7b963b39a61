import { checkValue, having } from '@rectified/errors';
import type * as tfl from '@tensorflow/tfjs-layers';
import { settingsOf } from './settings-of.js';

type Layer = tfl.layers.Layer;

export interface LayerDescription {
  readonly name: string;
  /** The class name in the saved model: `Conv2D`. */
  readonly className: string;
  /** Its main settings in short: `3x3 / 2, 64` for 64 kernels of 3 x 3 with stride 2. Empty for most layers. */
  readonly settings: string;
  /** Names of the layers that it gets its input from. */
  readonly inputs: readonly string[];
  /** Without the batch dimension: `[32, 32, 192]`. */
  readonly outputShape: readonly (number | null)[];
  /** Number of learned parameters. */
  readonly parameters: number;
  /** Number of parameters that are kept but not learned: the moving averages of a batch normalization. */
  readonly statistics: number;
  /** Multiply-adds in a forward pass of one image; only those of kernels are counted. */
  readonly macs: number;
}

export interface ModelDescription {
  /** Each layer after those it gets its input from, branch after branch. */
  readonly layers: readonly LayerDescription[];
  readonly parameters: number;
  readonly statistics: number;
  readonly macs: number;
}

/**
 * The layers of a model of convolutions and dense layers, with their sizes and costs. A kernel costs its size for every position
 * of the output; biases, pooling, normalization and activations are not counted.
 *
 * @example
 * describeModel(nin({ classes: 10, activation: () => new ReLU() })).macs;
 */
export function describeModel(model: tfl.LayersModel): ModelDescription {
  checkValue('model', model, having('a model of tfjs-layers', 'inputs', 'outputs', 'layers'));
  const layers = inOrder(model).map((layer): LayerDescription => {
    const outputShape = (layer.outputShape as tfl.Shape).slice(1);
    const places = outputShape.slice(0, -1).reduce<number>((product, size) => product * size!, 1);
    const kernels = layer.weights.filter(({ originalName }) => /\/(depthwise_)?kernel$/.test(originalName));
    return {
      name: layer.name,
      className: layer.getClassName(),
      settings: settingsOf(layer.getConfig()),
      inputs: inputsOf(layer).map(({ name }) => name),
      outputShape,
      parameters: count(layer.trainableWeights),
      statistics: count(layer.nonTrainableWeights),
      macs: kernels.length === 0 ? 0 : places * count(kernels),
    };
  });
  const total = (what: 'parameters' | 'statistics' | 'macs') =>
    layers.reduce((sum, layer) => sum + layer[what], 0);
  return {
    layers,
    parameters: total('parameters'),
    statistics: total('statistics'),
    macs: total('macs'),
  };
}

/** tfjs's own order is by distance from the output, which mixes branches. */
function inOrder(model: tfl.LayersModel): Layer[] {
  const found = new Set<Layer>();
  const visit = (layer: Layer) => {
    if (found.has(layer)) return;
    for (const input of inputsOf(layer)) visit(input);
    found.add(layer);
  };
  // A sequential model does not have its own outputLayers.
  for (const { sourceLayer } of model.outputs) visit(sourceLayer);
  return [...found];
}

function inputsOf(layer: Layer): Layer[] {
  return [...new Set(layer.inboundNodes.flatMap(({ inboundLayers }) => inboundLayers))];
}

function count(weights: readonly { readonly shape: tfl.Shape }[]): number {
  return weights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((product, size) => product * size!, 1),
    0,
  );
}
