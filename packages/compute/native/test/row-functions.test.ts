import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { compute, type ElementwiseCall, type ElementwiseFunction } from '@rectified/activation';
import { lerp, mul, sigmoid, symbol, x } from '@rectified/expression';
import { batchNormRectified, normalizedConv2dBranches, rectifiedConv2d } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadedAddon } from '../src/addon.js';
import { inspectKernels } from '../src/index.js';
import { buildRowFunction } from '../src/rows/build-row-function.js';
import { printRowFunction } from '../src/rows/print-row-function.js';
import { describeNative } from './describe-native.js';
import { driverFunctions } from './driver-functions.js';
import { functionOf } from './functions.js';
import { near, normals } from './reference.js';

const [beta, gain] = [symbol('parameter', 'beta'), symbol('option', 'gain')];
const { kSilu: silu, kMish: mish, kGelu: gelu } = driverFunctions;
const swish = functionOf(
  'swish of an option, a parameter and noise',
  mul(mul(gain, x), mul(lerp(0.5, 1.5, symbol('noise', 'r')), sigmoid(mul(beta, x)))),
);

describeNative('any formula', () => {
  const calls = (shape: 'of every channel' | 'of all'): [string, ElementwiseCall][] =>
    [silu, mish, gelu, swish].map((of) => {
      const values = shape === 'of all' ? tf.scalar(0.7) : tf.tensor1d(normals(20, 9));
      return [
        of.name,
        {
          function: of,
          options: of.options.map(() => 1.5),
          parameters: of.parameters.map(() => ({ values, clip: [-1, 1] as const })),
          noise: of.noise.map(() => ({ seed: 1, stream: 2, step: 3 })),
        },
      ];
    });

  const data = (tensors: tf.Tensor[]) => tensors.map((tensor) => tensor.dataSync());

  /** A layer computed together with its activation, and the activation composed after it; with all gradients. */
  function compare(
    layer: (call: ElementwiseCall | null, ...inputs: tf.Tensor[]) => tf.Tensor,
    inputs: tf.Tensor[],
    { parameters, ...call }: ElementwiseCall,
  ) {
    const all = [...inputs, ...parameters.map(({ values }) => values)];
    const given = (tensors: tf.Tensor[]): ElementwiseCall => ({
      ...call,
      parameters: parameters.map((each, i) => ({ ...each, values: tensors[inputs.length + i]! })),
    });
    const fused = (...tensors: tf.Tensor[]) => layer(given(tensors), ...tensors);
    const composed = (...tensors: tf.Tensor[]) => compute(layer(null, ...tensors), given(tensors));
    const shape = composed(...all).shape;
    const dy = tf.tensor(normals(tf.util.sizeFromShape(shape), 5), shape);
    const [got, expected] = [fused, composed].map((f) => {
      const { value, grads } = tf.valueAndGrads(f)(all, dy);
      return data([value, ...grads]);
    });
    got!.forEach((values, i) => {
      near(values, expected![i]!, 2e-5);
    });
  }

  it.each(['of every channel', 'of all'] as const)(
    'agrees with what tensors give, a parameter %s',
    (shape) => {
      for (const [, call] of calls(shape))
        for (const [size, kernel] of [
          [6, 3],
          [5, 1],
          [20, 1],
        ] as const)
          tf.tidy(() => {
            const images = tf.tensor4d(normals(2 * size * size * 17, 1), [2, size, size, 17]);
            const filter = tf.tensor4d(normals(kernel * kernel * 17 * 20, 2, 0.2), [kernel, kernel, 17, 20]);
            compare(
              (call, x, w, b) => rectifiedConv2d(x as tf.Tensor4D, w as tf.Tensor4D, b as tf.Tensor1D, call),
              [images, filter, tf.tensor1d(normals(20, 3))],
              call,
            );
            const norm = [tf.tensor1d(normals(20, 6)), tf.tensor1d(normals(20, 7))];
            compare(
              (call, x, gamma, beta) =>
                batchNormRectified(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, call).y,
              [tf.tensor4d(normals(2 * size * size * 20, 1), [2, size, size, 20]), ...norm],
              call,
            );
            compare(
              (activation, x, filter, gamma, beta) =>
                normalizedConv2dBranches(x as tf.Tensor4D, [
                  {
                    filter: filter as tf.Tensor4D,
                    gamma: gamma as tf.Tensor1D,
                    beta: beta as tf.Tensor1D,
                    activation,
                  },
                ])[0]!.y,
              [images, filter, ...norm],
              call,
            );
          });
    },
  );

  it('gives NaN for NaN, in gradients, too', () => {
    for (const [, call] of calls('of all'))
      tf.tidy(() => {
        const f = (x: tf.Tensor) => rectifiedConv2d(x as tf.Tensor4D, tf.ones([1, 1, 1, 1]), null, call);
        const { value, grad } = { value: f, grad: tf.grad(f) };
        const input = tf.tensor4d([Number.NaN, 1, -1, 0], [1, 2, 2, 1]);
        for (const values of data([value(input), grad(input)]))
          expect(Array.from(values, Number.isNaN)).toEqual([true, false, false, false]);
      });
  });

  describe('in the cache', () => {
    let cache: string;
    beforeEach(async () => {
      cache = await mkdtemp(join(tmpdir(), 'rectified-rows-'));
    });
    afterEach(async () => {
      delete process.env.CXX;
      await rm(cache, { recursive: true });
    });

    function build(of: ElementwiseFunction) {
      const said: string[] = [];
      const paths: string[] = [];
      const { text, hash } = printRowFunction(of);
      const loaded = { ...loadedAddon()!, stamp: join(cache, basename(loadedAddon()!.stamp)) };
      const number = buildRowFunction(text, {
        name: of.name,
        hash,
        loaded: { ...loaded, say: (line) => said.push(line) },
        load: (path) => {
          paths.push(path);
          return loaded.addon.rowFunction(`${hash} in ${cache}`, path);
        },
      });
      return { number, said, path: paths.at(-1) };
    }

    it('is compiled once, which is said in a line', async () => {
      const first = build(silu);
      expect(first.said).toEqual([
        expect.stringMatching(/^silu compiled for the native kernels in \d+\.\d s$/),
      ]);
      expect(first.number).toBeGreaterThan(0);
      expect(inspectKernels(cache)).toEqual([{ file: first.path }]);
      expect(build(silu)).toEqual({ ...first, said: [] });
      expect(await readdir(cache)).toHaveLength(2);
    });

    it('is compiled again where it is not what was written', async () => {
      const { path } = build(silu);
      const bytes = await readFile(path!);
      await rm(path!);
      await writeFile(path!, bytes.subarray(0, 5000));
      expect(inspectKernels(cache)).toEqual([{ file: path, damage: expect.stringMatching(/5000 bytes/) }]);
      expect(build(silu).said).toHaveLength(1);
      expect(inspectKernels(cache)).toEqual([{ file: path }]);
    });

    it('is left to ordinary operations without a compiler, which is said in a line', async () => {
      process.env.CXX = join(cache, 'none');
      expect(build(silu)).toEqual({
        number: undefined,
        said: [
          expect.stringMatching(
            /^silu is composed of ordinary operations, which is slower: no C\+\+ compiler [^\n]*$/,
          ),
        ],
        path: undefined,
      });
      process.env.CXX = 'false';
      expect(build(silu).said).toEqual([expect.stringMatching(/slower: false failed$/)]);
      expect(await readdir(cache)).toEqual([]);
    });

    it('is composed in operations, with the same results, without a compiler', () => {
      process.env.CXX = join(cache, 'none');
      tf.tidy(() => {
        const of = functionOf('unknown', mul(x, sigmoid(mul(1.7, x))));
        const call = { function: of, options: [], parameters: [], noise: [] };
        const images = tf.tensor4d(normals(300, 1), [1, 10, 10, 3]);
        const filter = tf.tensor4d(normals(9, 2), [1, 1, 3, 3]);
        const f = (x: tf.Tensor) => rectifiedConv2d(x as tf.Tensor4D, filter, null, call);
        const g = (x: tf.Tensor) => compute(rectifiedConv2d(x as tf.Tensor4D, filter, null, null), call);
        expect(data([f(images), tf.grad(f)(images)])).toEqual(data([g(images), tf.grad(g)(images)]));
      });
    });
  });
});
