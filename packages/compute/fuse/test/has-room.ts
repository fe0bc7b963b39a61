import type * as tfl from '@tensorflow/tfjs-layers';
import { type Graph, graphOf } from '../src/graph-of.js';
import { inOrder } from '../src/in-order.js';
import { hasRoomFor } from '../src/output-shape.js';

/**
 * Whether every layer of a graph has room for a result, and takes what the layers before it make. What TensorFlow computes without
 * is whatever was in memory.
 */
export function hasRoom(graph: Graph, inputs: readonly tfl.Shape[]): boolean {
  try {
    return outputShapes(graph, inputs) !== undefined;
  } catch {
    return false;
  }
}

/** Of the layers as they are now, which symbolic tensors don't know, nor models that are asked a second time. */
function outputShapes(graph: Graph, inputs: readonly tfl.Shape[]): tfl.Shape[] | undefined {
  const shapes = new Map(graph.inputs.map(({ id }, at) => [id, inputs[at]!]));
  for (const { id, sourceLayer, inputs: before, outputTensorIndex = 0 } of inOrder(graph)) {
    const from = before.map((input) => shapes.get(input.id)!);
    if (!hasNumberForEveryChannel(sourceLayer, from[0])) return undefined;
    const within = graphOf(sourceLayer);
    const made = within
      ? outputShapes(within, from)
      : asList(outputShape(sourceLayer, from.length === 1 ? from[0]! : from));
    if (made === undefined || !made.every(hasRoomFor)) return undefined;
    shapes.set(id, made[outputTensorIndex]!);
  }
  return graph.outputs.map(({ id }) => shapes.get(id)!);
}

/** Of a kernel in the place of the layer's own with as many channels as that has, or the bias, of which tfjs knows nothing. */
function outputShape(layer: tfl.layers.Layer, from: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
  const shape = layer.computeOutputShape(from);
  type Weight = (typeof layer.weights)[number];
  const { kernel, bias } = layer as { kernel?: Weight; bias?: Weight | null };
  if (kernel === undefined || layer.weights.includes(kernel)) return shape;
  return [...shape.slice(0, -1), Math.max(kernel.shape.at(-1)!, bias?.shape[0] ?? 0)] as tfl.Shape;
}

/** TensorFlow reads the numbers of a batch normalization for as many channels as there are, whether or not it has so many. */
function hasNumberForEveryChannel(layer: tfl.layers.Layer, shape: tfl.Shape | undefined): boolean {
  if (layer.getClassName() !== 'BatchNormalization') return true;
  const { axis } = layer as unknown as { axis: number };
  return layer.weights.every((weight) => weight.shape[0] === shape?.at(axis));
}

const asList = (shape: tfl.Shape | tfl.Shape[]) => (Array.isArray(shape[0]) ? shape : [shape]) as tfl.Shape[];
