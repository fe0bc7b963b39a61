import { reload } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { isInputError } from '@rectified/errors';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  GridPyramidPooling2D,
  gridPyramidPool,
  SpatialPyramidPooling2D,
  spatialPyramidPool,
} from '../src/index.js';
import { poolByDefinition } from './reference.js';

const backends = await loadBackends();

it.skipIf(!backends.includes('tensorflow'))('TensorFlow is among the backends', () => {
  expect(backends).toContain('tensorflow');
});

interface Example {
  readonly shape: [batch: number, height: number, width: number, channels: number];
  readonly levels: number[];
  readonly values: number[];
}

const side = fc.integer({ min: 1, max: 9 });
/** Distinct values, in an order that has no pattern. */
const cases = fc
  .record({
    shape: fc.tuple(fc.integer({ min: 1, max: 2 }), side, side, fc.integer({ min: 1, max: 2 })),
    levels: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
    factor: fc.constantFrom(5, 7, 11, 13),
  })
  .map(({ shape, levels, factor }): Example => {
    const size = shape.reduce((a, b) => a * b);
    // 331 is a prime above every size, so these are different.
    return {
      shape,
      levels,
      values: Array.from({ length: size }, (_, i) => (((i + 1) * factor) % 331) / 4 - 40),
    };
  });

/** The cells of every bin of one level: positions in the flat map of one channel of one image. */
type Bins = (shape: Example['shape'], level: number) => number[][];

const windowBins: Bins = ([, height, width], level) => {
  const indices = Array.from({ length: height * width }, (_, i) => i);
  const starts = (size: number) => Array.from({ length: Math.ceil(size / level) }, (_, i) => i * level);
  return starts(height).flatMap((top) =>
    starts(width).map((left) =>
      indices.filter((i) => {
        const [y, x] = [Math.floor(i / width), i % width];
        return y >= top && y < top + level && x >= left && x < left + level;
      }),
    ),
  );
};

const gridBins: Bins = ([, height, width], level) => {
  const ranges = (size: number) =>
    Array.from({ length: level }, (_, i) => [
      Math.floor((i * size) / level),
      Math.ceil(((i + 1) * size) / level),
    ]);
  return ranges(height).flatMap(([top, bottom]) =>
    ranges(width).map(([left, right]) => {
      const cells: number[] = [];
      for (let y = top!; y < bottom!; y++) for (let x = left!; x < right!; x++) cells.push(y * width + x);
      return cells;
    }),
  );
};

/** Index into `values` of the largest cell of every feature. */
function winners({ shape, levels, values }: Example, bins: Bins): number[] {
  const [batch, height, width, channels] = shape;
  const at = (n: number, cell: number, c: number) => (n * height * width + cell) * channels + c;
  return Array.from({ length: batch }, (_, n) =>
    levels.flatMap((level) =>
      bins(shape, level).flatMap((cells) =>
        Array.from({ length: channels }, (_, c) =>
          cells.map((cell) => at(n, cell, c)).reduce((best, i) => (values[i]! > values[best]! ? i : best)),
        ),
      ),
    ),
  ).flat();
}

const kinds = {
  windows: {
    pool: (levels: number[]) => (x: tf.Tensor) => spatialPyramidPool(x as tf.Tensor4D, { windows: levels }),
    layer: (levels?: number[]) => new SpatialPyramidPooling2D({ windows: levels }),
    bins: windowBins,
  },
  grids: {
    pool: (levels: number[]) => (x: tf.Tensor) => gridPyramidPool(x as tf.Tensor4D, { grids: levels }),
    layer: (levels?: number[]) => new GridPyramidPooling2D({ grids: levels }),
    bins: gridBins,
  },
};

describe.each(backends)('pyramid pooling on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each(Object.entries(kinds))(
    'takes the largest cell of every bin, and gives it the gradient: %s',
    (_, kind) => {
      fc.assert(
        fc.property(cases, (example) => {
          tf.tidy(() => {
            const x = tf.tensor(example.values, example.shape);
            const expected = winners(example, kind.bins);
            const op = kind.pool(example.levels);
            const y = op(x);
            expect(y.shape).toEqual([example.shape[0], expected.length / example.shape[0]]);
            expect([...y.dataSync()]).toEqual(expected.map((i) => example.values[i]));
            expect(kind.layer(example.levels).computeOutputShape(example.shape)).toEqual(y.shape);
            const dy = expected.map((_, i) => ((i * 5) % 7) - 3);
            const gradient = new Array(example.values.length).fill(0);
            expected.forEach((winner, i) => {
              gradient[winner] += dy[i]!;
            });
            closeTo(tf.grad(op)(x, tf.tensor(dy, y.shape)).dataSync(), gradient);
          });
        }),
        { numRuns: 25 },
      );
    },
  );

  it('frees what it makes', () => {
    const x = tf.ones([2, 5, 4, 3]);
    const tensors = tf.memory().numTensors;
    for (const { pool } of Object.values(kinds)) {
      pool([1, 2, 3])(x).dispose();
      tf.grad(pool([1, 2, 3]))(x).dispose();
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

it('has the sizes of the plankton network: windows 12,544 features, grids 5,376', () => {
  expect(new SpatialPyramidPooling2D().computeOutputShape([null, 6, 6, 256])).toEqual([null, 12_544]);
  expect(new GridPyramidPooling2D().computeOutputShape([null, 6, 6, 256])).toEqual([null, 5_376]);
  // Section 4.2, model 5: 81 + 25 + 9 bins on 9 x 9 cells.
  expect(new SpatialPyramidPooling2D().computeOutputShape([null, 9, 9, 256])).toEqual([null, 29_440]);
});

it('a window is a pool of ceil mode', () => {
  const values = Array.from({ length: 36 }, (_, i) => ((i * 7) % 37) - 20);
  const y = spatialPyramidPool(tf.tensor(values, [1, 6, 6, 1]), { windows: [1, 4] });
  const pooled = poolByDefinition(
    { shape: [1, 6, 6, 1], pool: [4, 4], strides: [4, 4], padding: [0, 0], values },
    'max',
  );
  expect([...y.dataSync()]).toEqual([...values, ...pooled]);
});

it('only a grid knows its number of features without the size of the map', () => {
  expect(new SpatialPyramidPooling2D().computeOutputShape([null, null, 6, 8])).toEqual([null, null]);
  expect(new GridPyramidPooling2D().computeOutputShape([null, null, null, 8])).toEqual([null, 168]);
});

it.each(Object.entries(kinds))('computes the same after being saved and loaded: %s', async (_, { layer }) => {
  const input = tfl.input({ shape: [5, 6, 2] });
  const model = tfl.model({ inputs: input, outputs: layer([1, 3]).apply(input) as tfl.SymbolicTensor });
  const x = tf.randomNormal([2, 5, 6, 2]);
  const loaded = await reload(model);
  expect(loaded.layers[1]!.getConfig()).toEqual(model.layers[1]!.getConfig());
  expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
});

it.each([
  [
    () => new SpatialPyramidPooling2D({ windows: [] }),
    'windows of SpatialPyramidPooling2D: expected a list of whole numbers from 1, got []',
  ],
  [
    () => new GridPyramidPooling2D({ grids: [1, 0] }),
    'grids of GridPyramidPooling2D: expected a list of whole numbers from 1, got [1,0]',
  ],
  [
    () => new GridPyramidPooling2D({ grids: 4 as unknown as number[] }),
    'grids of GridPyramidPooling2D: expected a list of whole numbers from 1, got 4',
  ],
])('bad sizes are named: %#', (make, message) => {
  let error: unknown;
  try {
    make();
  } catch (thrown) {
    error = thrown;
  }
  expect(isInputError(error)).toBe(true);
  expect((error as Error).message).toBe(message);
});
