/** What the kernels compute, in plain loops and double precision. */

export type Shape4 = [number, number, number, number];

/** A pseudorandom sequence of normally distributed float32 numbers; the same for the same seed. */
export function normals(count: number, seed: number, deviation = 1): Float32Array {
  let state = (seed * 2654435761 + 12345) >>> 0;
  const next = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
  return Float32Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(next() + 2 ** -33));
    return deviation * radius * Math.cos(2 * Math.PI * next());
  });
}

export const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Slope of the negative side of element `element` in channel `channel`. */
export type SlopeOf = (channel: number, element: number) => number;

export function rectified(x: number, slope: number): number {
  return x > 0 ? x : slope === 0 && x <= 0 ? 0 : x * slope;
}

export interface Geometry {
  x: Shape4;
  filter: Shape4;
  strides: [number, number];
  /** Above, below, left, right. */
  pads: [number, number, number, number];
}

export function outShape({ x, filter, strides, pads }: Geometry): Shape4 {
  const size = (axis: 0 | 1) =>
    Math.floor((x[axis + 1]! + pads[2 * axis]! + pads[2 * axis + 1]! - filter[axis]!) / strides[axis]) + 1;
  return [x[0], size(0), size(1), filter[3]];
}

/** Calls `f(index in x, index in filter, index in output)` for every product of a convolution. */
export function products(geometry: Geometry, f: (x: number, filter: number, out: number) => void): void {
  const { x, filter, strides, pads } = geometry;
  const [batch, outHeight, outWidth, filters] = outShape(geometry);
  for (let b = 0; b < batch; b++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let i = 0; i < filter[0]; i++)
          for (let j = 0; j < filter[1]; j++) {
            const y = oy * strides[0] - pads[0] + i;
            const u = ox * strides[1] - pads[2] + j;
            if (y < 0 || y >= x[1] || u < 0 || u >= x[2]) continue;
            for (let c = 0; c < x[3]; c++)
              for (let n = 0; n < filters; n++)
                f(
                  ((b * x[1] + y) * x[2] + u) * x[3] + c,
                  ((i * filter[1] + j) * x[3] + c) * filters + n,
                  ((b * outHeight + oy) * outWidth + ox) * filters + n,
                );
          }
}

/** Throws unless all differences are below `tolerance` times the largest expected magnitude (or 1). */
export function near(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  if (actual.length !== expected.length)
    throw new Error(`${actual.length} instead of ${expected.length} elements`);
  let largest = 1;
  for (let i = 0; i < expected.length; i++)
    if (Number.isFinite(expected[i]!)) largest = Math.max(largest, Math.abs(expected[i]!));
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    if (Number.isFinite(e) ? !(Math.abs(a - e) <= tolerance * largest) : !Object.is(a, e))
      throw new Error(`element ${i} of ${expected.length}: expected ${e}, got ${a} (largest ${largest})`);
  }
}
