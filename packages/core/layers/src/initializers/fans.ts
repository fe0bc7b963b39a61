/**
 * The fans of a kernel [...window, inputs, outputs] of a convolution or (without a window) a dense layer: how many numbers
 * flow into one output, how many outputs there are, and the size of the window.
 */
export function fans(shape: readonly number[]): { fanIn: number; outputs: number; window: number } {
  const window = shape.slice(0, -2).reduce((product, side) => product * side, 1);
  const [inputs, outputs] = shape.slice(-2) as [number, number];
  return { fanIn: inputs * window, outputs, window };
}
