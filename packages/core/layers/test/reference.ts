import type { PoolEdge } from '../src/index.js';

export interface Case {
  shape: [number, number, number, number];
  pool: [number, number];
  strides: [number, number];
  values: number[];
}

/** Pooling in ceil mode as its definition says, window by window. */
export function poolByDefinition({ shape, pool, strides, values }: Case, what: 'max' | PoolEdge): number[] {
  const [batch, height, width, channels] = shape;
  const results: number[] = [];
  for (let n = 0; n < batch; n++)
    for (let top = 0; startsWindow(top, height, pool[0], strides[0]); top += strides[0])
      for (let left = 0; startsWindow(left, width, pool[1], strides[1]); left += strides[1])
        for (let c = 0; c < channels; c++) {
          const cells: number[] = [];
          for (let y = top; y < Math.min(top + pool[0], height); y++)
            for (let x = left; x < Math.min(left + pool[1], width); x++)
              cells.push(values[((n * height + y) * width + x) * channels + c]!);
          const sum = cells.reduce((a, b) => a + b, 0);
          if (what === 'max') results.push(Math.max(...cells));
          else results.push(sum / (what === 'present' ? cells.length : pool[0] * pool[1]));
        }
  return results;
}

/** A window starts inside the input, and the one before it did not yet reach the end. */
function startsWindow(start: number, size: number, pool: number, stride: number): boolean {
  return start < size && (start === 0 || start - stride + pool < size);
}
