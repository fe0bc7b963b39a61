import type { PoolEdge } from '../src/index.js';

export interface Case {
  shape: [number, number, number, number];
  pool: [number, number];
  strides: [number, number];
  padding: [number, number];
  values: number[];
}

/** Pooling in ceil mode as its definition says, window by window. */
export function poolByDefinition(
  { shape, pool, strides, padding, values }: Case,
  what: 'max' | PoolEdge,
): number[] {
  const [batch, height, width, channels] = shape;
  const results: number[] = [];
  for (let n = 0; n < batch; n++)
    for (const top of starts(height, pool[0], strides[0], padding[0]))
      for (const left of starts(width, pool[1], strides[1], padding[1]))
        for (let c = 0; c < channels; c++) {
          const cells: number[] = [];
          for (let y = Math.max(top, 0); y < Math.min(top + pool[0], height); y++)
            for (let x = Math.max(left, 0); x < Math.min(left + pool[1], width); x++)
              cells.push(values[((n * height + y) * width + x) * channels + c]!);
          const sum = cells.reduce((a, b) => a + b, 0);
          if (what === 'max') results.push(Math.max(...cells));
          else results.push(sum / (what === 'present' ? cells.length : pool[0] * pool[1]));
        }
  return results;
}

/** A window starts before the end of the input, and the one before it did not yet reach the end of the padding. */
function starts(size: number, pool: number, stride: number, padding: number): number[] {
  const found = [-padding];
  for (let start = stride - padding; start < size && start - stride + pool < size + padding; start += stride)
    found.push(start);
  return found;
}
