import type * as tfl from '@tensorflow/tfjs-layers';
import type { Layer, Symbolic } from './layer.js';

/** The output shape of a layer for the `shapes` of its inputs, to which it is added. `layer` may be an observed one. */
export function outputShape(
  { id, inputs, sourceLayer }: Symbolic,
  shapes: Map<number, tfl.Shape>,
  layer: Pick<Layer, 'computeOutputShape'> = sourceLayer,
): tfl.Shape {
  const from = inputs.map((input) => shapes.get(input.id)!);
  const shape = layer.computeOutputShape(from.length === 1 ? from[0]! : from) as tfl.Shape;
  shapes.set(id, shape);
  return shape;
}

/** Whether a tensor has the planned shape, with any batch size. */
export function isOfShape(shape: readonly number[], planned: tfl.Shape): boolean {
  return shape.every((size, axis) => axis === 0 || size === planned[axis]);
}

/** Whether a tensor of a shape is known to have elements: all sizes except the batch size are known and not 0. */
export function hasRoomFor(shape: tfl.Shape): boolean {
  return shape.every((size, axis) => axis === 0 || (size ?? 0) > 0);
}
