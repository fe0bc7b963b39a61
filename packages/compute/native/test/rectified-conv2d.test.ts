import { InputError } from '@rectified/errors';
import { seedsOf, uniform } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { branchesOf, pointwise } from './branches.js';
import { describeNative } from './describe-native.js';
import {
  type Geometry,
  near,
  normals,
  outShape,
  products,
  rectified,
  type Shape4,
  type SlopeOf,
  sizeOf,
} from './reference.js';
import { expectSameBits } from './same-bits.js';
import {
  type Rectifier,
  rectifiedConv2d,
  rectifiedConv2dBranches,
  rectifiedDense,
} from './with-rectifiers.js';

const noise = { seed: 5, stream: 6, step: 7 };

/** Every kind of rectifier with the slope that it has at an element. `learned` are the slopes of `channel`. */
function rectifiers(channels: number, elements: number): [string, Rectifier, SlopeOf][] {
  const u = uniform(elements, noise);
  const drawn = (lower: number, range: number, i: number) =>
    Math.fround(lower + Math.fround(Math.fround(range) * u[i]!));
  const tame = normals(channels, 3, 0.2).map((s) => 0.3 + Math.min(0.5, Math.abs(s)));
  const wild = normals(channels, 4).map((s, i) => (i % 3 === 0 ? 0 : s));
  const channel = (slopes: Float32Array, clip?: [number, number]): Rectifier => ({
    kind: 'channel',
    slopes: tf.tensor1d(slopes),
    clip,
  });
  const clipped = (s: number) => Math.min(1, Math.max(0, s));
  return [
    ['none', { kind: 'none' }, () => 1],
    ['ReLU', { kind: 'fixed', slope: 0 }, () => 0],
    ['leaky', { kind: 'fixed', slope: 1 / 5.5 }, () => Math.fround(1 / 5.5)],
    ['negative slope', { kind: 'fixed', slope: -0.5 }, () => -0.5],
    ['learned slopes', channel(tame), (c) => tame[c]!],
    ['learned slopes, negative and 0', channel(wild), (c) => wild[c]!],
    ['learned slopes, clipped', channel(wild, [0, 1]), (c) => clipped(wild[c]!)],
    [
      'random divisors',
      { kind: 'divisor', lower: 3, upper: 8, noise },
      (_, i) => Math.fround(1 / drawn(3, 5, i)),
    ],
    [
      'random slopes',
      { kind: 'random', lower: 0.1, upper: 0.3, noise },
      (_, i) => drawn(Math.fround(0.1), 0.2, i),
    ],
    [
      'random slopes of both signs',
      { kind: 'random', lower: -0.5, upper: 0.5, noise },
      (_, i) => drawn(-0.5, 1, i),
    ],
  ];
}

const data = (tensor: tf.Tensor) => tensor.dataSync();

/** One convolution and its gradients against plain loops. */
function check(
  geometry: Geometry,
  [, rectifier, slopeOf]: [string, Rectifier, SlopeOf],
  seed: number,
  tolerance: number,
  inputGradient = true,
) {
  const out = outShape(geometry);
  const channels = out[3];
  const depth = sizeOf(geometry.filter.slice(0, 3));
  const x = normals(sizeOf(geometry.x), seed);
  const filter = normals(sizeOf(geometry.filter), seed + 1, 1 / Math.sqrt(depth));
  const bias = normals(channels, seed + 2, 0.1);
  const dy = normals(sizeOf(out), seed + 3);

  const z = Float64Array.from({ length: sizeOf(out) }, (_, i) => bias[i % channels]!);
  products(geometry, (i, w, o) => {
    z[o]! += x[i]! * filter[w]!;
  });

  const learned = rectifier.kind === 'channel' ? [rectifier.slopes] : [];
  const run = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor, slopes?: tf.Tensor) =>
    rectifiedConv2d(
      x as tf.Tensor4D,
      filter as tf.Tensor4D,
      bias as tf.Tensor1D,
      slopes === undefined ? rectifier : { ...(rectifier as Rectifier & { kind: 'channel' }), slopes },
      { strides: geometry.strides, pad: geometry.pads, inputGradient },
    );
  const inputs = [
    tf.tensor4d(x, geometry.x),
    tf.tensor4d(filter, geometry.filter),
    tf.tensor1d(bias),
    ...learned,
  ];
  const y = data(run(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor])));
  near(
    y,
    Float64Array.from(z, (z, i) => rectified(z, slopeOf(i % channels, i))),
    tolerance,
  );

  // A z within rounding of 0 may be on either side: there no gradient comes back.
  const dySafe = dy.map((g, i) => (Math.abs(z[i]!) < 1e-4 ? 0 : g));
  const expected = {
    x: new Float64Array(x.length),
    filter: new Float64Array(filter.length),
    bias: new Float64Array(channels),
    slopes: new Float64Array(channels),
  };
  const dz = Float64Array.from(z, (z, i) => dySafe[i]! * (z > 0 ? 1 : slopeOf(i % channels, i)));
  dz.forEach((g, i) => {
    expected.bias[i % channels]! += g;
    expected.slopes[i % channels]! += Math.min(z[i]!, 0) * dySafe[i]!;
  });
  products(geometry, (i, w, o) => {
    expected.x[i]! += dz[o]! * filter[w]!;
    expected.filter[w]! += dz[o]! * x[i]!;
  });
  const wanted = inputGradient ? inputs : inputs.slice(1);
  const f = (...args: tf.Tensor[]) =>
    run(...((inputGradient ? args : [inputs[0]!, ...args]) as [tf.Tensor, tf.Tensor, tf.Tensor]));
  const gradients = tf.grads(f)(wanted, tf.tensor4d(dySafe, out));
  const [dfilter, dbias, dslopes] = gradients.slice(inputGradient ? 1 : 0);
  if (inputGradient) near(data(gradients[0]!), expected.x, tolerance);
  near(data(dfilter!), expected.filter, tolerance);
  near(data(dbias!), expected.bias, tolerance);
  if (dslopes !== undefined) near(data(dslopes), expected.slopes, tolerance);
}

const sized = (low: number, high: number) => fc.integer({ min: low, max: high });
const anyGeometry: fc.Arbitrary<Geometry> = fc
  .record({
    batch: sized(1, 3),
    height: sized(1, 9),
    width: sized(1, 9),
    inputs: sized(1, 20),
    outputs: sized(1, 37),
    kernel: fc.tuple(sized(1, 4), sized(1, 4)),
    strides: fc.tuple(sized(1, 3), sized(1, 3)),
    pads: fc.tuple(sized(0, 2), sized(0, 2), sized(0, 2), sized(0, 2)),
  })
  .map(({ batch, height, width, inputs, outputs, kernel, strides, pads }) => ({
    x: [batch, height, width, inputs] as Shape4,
    filter: [...kernel, inputs, outputs] as Shape4,
    strides,
    pads,
  }))
  .filter(
    ({ x, filter, pads }) => x[1] + pads[0] + pads[1] >= filter[0] && x[2] + pads[2] + pads[3] >= filter[1],
  );
const winogradGeometry: fc.Arbitrary<Geometry> = fc
  .record({
    batch: sized(1, 2),
    height: sized(6, 10),
    width: sized(6, 10),
    inputs: sized(16, 35),
    outputs: sized(16, 35),
    taps: fc.constantFrom(3, 5),
    pads: fc.tuple(sized(0, 2), sized(0, 2), sized(0, 2), sized(0, 2)),
  })
  .map(({ batch, height, width, inputs, outputs, taps, pads }) => ({
    x: [batch, height, width, inputs] as Shape4,
    filter: [taps, taps, inputs, outputs] as Shape4,
    strides: [1, 1] as [number, number],
    pads,
  }))
  .filter((geometry) => outShape(geometry)[1] >= 4 && outShape(geometry)[2] >= 4);
describeNative('rectifiedConv2d', () => {
  const kinds = rectifiers(1, 1).map(([name], index) => ({ name, index }));

  it.each(kinds)('agrees with double precision: $name', ({ index }) => {
    tf.tidy(() => {
      const property = (tolerance: number) => (geometry: Geometry, seed: number) => {
        const out = outShape(geometry);
        check(geometry, rectifiers(out[3], sizeOf(out))[index]!, seed, tolerance, seed % 4 > 0);
      };
      fc.assert(fc.property(anyGeometry, sized(0, 1000), property(5e-6)), { numRuns: 8, seed: 1 });
      fc.assert(fc.property(winogradGeometry, sized(0, 1000), property(3e-5)), { numRuns: 3, seed: 1 });
      // Rows enough for several parts; channels not divisible by a vector; the cache's awkward 256.
      for (const geometry of [pointwise(9, 9, 10, 20), pointwise(1, 27, 17, 33), pointwise(5, 10, 256, 3)])
        property(5e-6)(geometry, 1);
    });
  });

  it('pads as TensorFlow does', () => {
    tf.tidy(() => {
      for (const strides of [1, 2, 3] as const)
        for (const pad of ['same', 'valid'] as const) {
          const x = tf.tensor4d(normals(2 * 7 * 8 * 3, 1), [2, 7, 8, 3]);
          const filter = tf.tensor4d(normals(4 * 3 * 3 * 5, 2), [4, 3, 3, 5]);
          const y = rectifiedConv2d(x, filter, null, { kind: 'none' }, { strides, pad });
          const expected = tf.conv2d(x, filter, strides, pad);
          expect(y.shape).toEqual(expected.shape);
          near(data(y), data(expected), 1e-6);
        }
    });
  });

  it('gives the same bits with every number of threads', () => {
    expectSameBits(
      () =>
        [
          pointwise(10, 10, 20, 40),
          { ...pointwise(3, 13, 20, 40), filter: [5, 5, 20, 40] as Shape4 },
          { ...pointwise(3, 13, 5, 40), filter: [3, 3, 5, 40] as Shape4 },
          pointwise(1, 1, 100, 50),
        ].flatMap((g) => {
          const x = tf.tensor4d(normals(sizeOf(g.x), 1, 1e-38), g.x); // with denormal numbers
          const filter = tf.tensor4d(normals(sizeOf(g.filter), 2), g.filter);
          const bias = tf.tensor1d(normals(g.filter[3], 3, 1e-38));
          const rectifier: Rectifier = { kind: 'divisor', lower: 3, upper: 8, noise };
          const f = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
            rectifiedConv2d(x as tf.Tensor4D, w as tf.Tensor4D, b as tf.Tensor1D, rectifier);
          const { value, grads } = tf.valueAndGrads(f)(
            [x, filter, bias],
            tf.tensor4d(normals(f(x, filter, bias).size, 4), f(x, filter, bias).shape),
          );
          return [value, ...grads];
        }),
      [1, 2, 3, 7],
    );
  });

  it('draws the random numbers of @rectified/random, bit for bit', () => {
    for (const channels of [1, 3, 4, 7, 16, 33])
      tf.tidy(() => {
        // The filter is the identity, so that every input is -1 when it is rectified.
        const filter = tf.reshape<tf.Rank.R4>(tf.eye(channels), [1, 1, channels, channels]);
        const x = tf.fill<tf.Rank.R4>([2, 3, 5, channels], -1);
        const u = uniform(x.size, noise);
        const drawn = (rectifier: Rectifier) => data(tf.neg(rectifiedConv2d(x, filter, null, rectifier)));
        expect([...drawn({ kind: 'random', lower: 0, upper: 1, noise })]).toEqual([...u]);
        const slopes = u.map((u) => 1 / Math.fround(3.3 + Math.fround(Math.fround(7.9 - 3.3) * u)));
        const exact = u.map((u) =>
          Math.fround(1 / Math.fround(Math.fround(3.3) + Math.fround(Math.fround(7.9 - 3.3) * u))),
        );
        expect(slopes.length).toBe(exact.length);
        expect([...drawn({ kind: 'divisor', lower: 3.3, upper: 7.9, noise })]).toEqual([...exact]);
        const {
          TF_ATTR_TYPE: type,
          TF_FLOAT,
          TF_INT32,
        } = (tf.backend() as unknown as { binding: Record<string, number> }).binding;
        const attributes = Object.entries({ dtype: TF_FLOAT, T: TF_INT32, Tseed: TF_INT32 }).map(
          ([name, value]) => ({ name, type, value }),
        );
        const backend = tf.backend() as unknown as {
          executeSingleOutput(name: string, attributes: object[], inputs: tf.Tensor[]): tf.Tensor;
        };
        const stateless = backend.executeSingleOutput('StatelessRandomUniform', attributes, [
          tf.tensor1d(x.shape, 'int32'),
          tf.tensor1d(seedsOf(noise), 'int32'),
        ]);
        expect([...drawn({ kind: 'random', lower: 0, upper: 1, noise })]).toEqual([...data(stateless)]);
      });
  });

  it('treats the kink, infinities and NaN as described', () => {
    const least = 2 ** -126; // smaller numbers are 0 to TensorFlow
    const x = [-0, 0, least, -least, Infinity, -Infinity, Number.NaN, -2, 3];
    const slopes = (s: number): Rectifier => ({ kind: 'channel', slopes: tf.tensor1d([s]) });
    const all: [Rectifier, number][] = [
      [{ kind: 'fixed', slope: 0 }, 0],
      [{ kind: 'fixed', slope: 0.25 }, 0.25],
      [{ kind: 'fixed', slope: -2 }, -2],
      [slopes(0.25), 0.25],
      [slopes(-2), -2],
      [slopes(0), 0],
      [{ kind: 'divisor', lower: 4, upper: 4, noise }, 0.25],
      [{ kind: 'random', lower: -2, upper: -2, noise }, -2],
    ];
    const flushed = (value: number) => (Math.abs(value) < least ? 0 : value);
    for (const [rectifier, slope] of all)
      tf.tidy(() => {
        const f = (x: tf.Tensor) => rectifiedConv2d(x as tf.Tensor4D, tf.ones([1, 1, 1, 1]), null, rectifier);
        const input = tf.tensor4d(Float32Array.from(x), [1, 3, 3, 1]);
        const y = data(f(input));
        const dx = data(tf.grad(f)(input, tf.fill([1, 3, 3, 1], 2)));
        x.forEach((x, i) => {
          const negative = rectifier.kind === 'fixed' && slope === 0 && x <= 0 ? 0 : x * slope;
          // + 0: the sign of zero is left open.
          expect(y[i]! + 0, `slope ${slope} of ${x}`).toBe(flushed(x > 0 ? x : negative) + 0);
          const derivative = Number.isNaN(x) ? x : x > 0 ? 1 : slope;
          expect(dx[i]! + 0, `gradient of slope ${slope} at ${x}`).toBe(2 * derivative + 0);
        });
      });
  });

  it('refuses what makes no sense', () => {
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 4, 4, 3]);
      const filter = tf.ones<tf.Rank.R4>([3, 3, 3, 2]);
      const none: Rectifier = { kind: 'none' };
      const all: [() => unknown, RegExp][] = [
        [
          () => rectifiedConv2d(x, tf.ones([3, 3, 4, 2]), null, none),
          /filter of a convolution.*\[height, width, 3, filters\]/,
        ],
        [
          () => rectifiedConv2d(tf.ones([4, 4, 3]) as unknown as tf.Tensor4D, filter, null, none),
          /input of a convolution/,
        ],
        [() => rectifiedConv2d(x, filter, tf.ones([3]), none), /bias of a convolution.*\[2\].*\[3\]/],
        [() => rectifiedConv2d(x, filter, null, none, { strides: 0 }), /strides/],
        [() => rectifiedConv2d(x, filter, null, none, { pad: [1, 1, -1, 1] }), /pad/],
        [
          () => rectifiedConv2d(x, tf.ones([5, 5, 3, 2]), null, none, { pad: 'valid' }),
          /larger than the input/,
        ],
        [
          () => rectifiedConv2d(x, filter, null, { kind: 'channel', slopes: tf.ones([3]) }),
          /\[2\]: one number for each channel/,
        ],
        [
          () => rectifiedConv2d(x, filter, null, { kind: 'channel', slopes: tf.ones([2]), clip: [1, 0] }),
          /low <= high/,
        ],
        [() => rectifiedDense(tf.ones([2, 3]), tf.ones([4, 5]), null, none), /\[inputs, units\]/],
      ];
      for (const [call, message] of all) {
        expect(call).toThrow(InputError);
        expect(call).toThrow(message);
      }
    });
  });

  it('has no second derivatives, and says so', () => {
    tf.tidy(() => {
      const square = (x: tf.Tensor) =>
        tf.sum(tf.square(rectifiedConv2d(x as tf.Tensor4D, tf.ones([1, 1, 1, 1]), null, { kind: 'none' })));
      expect(() => tf.grad((x) => tf.sum(tf.grad(square)(x)))(tf.ones([1, 2, 2, 1]))).toThrow(
        /inside another gradient/,
      );
    });
  });

  it('leaves nothing behind, and frees saved tensors as the backward pass goes', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 4, 4, 3]);
      const filter = tf.ones<tf.Rank.R4>([3, 3, 3, 3]);
      const rectifier: Rectifier = { kind: 'channel', slopes: tf.ones([3]) };
      const f = (x: tf.Tensor, w: tf.Tensor) => {
        const first = rectifiedConv2d(x as tf.Tensor4D, w as tf.Tensor4D, null, rectifier);
        return rectifiedConv2d(tf.add(first, first), w as tf.Tensor4D, null, rectifier);
      };
      const dy = tf.grads(f)([x, filter])[0]!;
      // A gradient that comes from an earlier pass belongs to the caller.
      tf.grads(f)([x, filter], dy as tf.Tensor4D);
      expect(dy.isDisposed).toBe(false);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describeNative('rectifiedConv2dBranches', () => {
  it.each([
    ['as one product', pointwise(9, 9, 10, 1)],
    ['of few rows', pointwise(2, 3, 10, 1)],
    ['as patches', { ...pointwise(3, 12, 5, 1), filter: [2, 3, 5, 1] as Shape4 }],
    ['by Winograd', { ...pointwise(2, 8, 17, 1), filter: [3, 3, 17, 1] as Shape4 }],
  ])('gives what every convolution gives alone, and the gradients: %s', (_, geometry) => {
    tf.tidy(() => {
      const widths = [20, 3, 33];
      const branches = branchesOf(geometry, widths);
      const slopes = widths.map((filters, b) => tf.tensor1d(normals(filters, b + 20, 0.3)));
      const x = tf.tensor4d(normals(sizeOf(geometry.x), 1), geometry.x);
      const kinds: Rectifier[][] = [
        widths.map(() => ({ kind: 'none' })),
        widths.map((_, b) => ({ kind: 'divisor', lower: 3, upper: 8, noise: { ...noise, stream: b } })),
        [
          { kind: 'fixed', slope: 0 },
          { kind: 'random', lower: 0.1, upper: 0.3, noise },
          { kind: 'fixed', slope: 0 },
        ],
      ];
      const learned = widths.map((_, b): Rectifier => ({ kind: 'channel', slopes: slopes[b]! }));
      for (const rectifiers of [...kinds, learned]) {
        const own = rectifiers === learned ? slopes : [];
        const inputs = [
          x,
          ...branches.flatMap(({ filter, bias }) => (bias ? [filter, bias] : [filter])),
          ...own,
        ];
        const first = (ys: tf.Tensor[]) => tf.sum(tf.square(ys[0]!));
        const sum = (ys: tf.Tensor[]) =>
          tf.addN([first(ys), tf.sum(ys[1]!), tf.sum(tf.mul(ys[2]!, tf.range(0, ys[2]!.shape[3]!)))]);
        const joint = () =>
          rectifiedConv2dBranches(
            x,
            branches.map((own, b) => ({ ...own, rectifier: rectifiers[b]! })),
          );
        const single = () =>
          branches.map(({ filter, bias }, b) => rectifiedConv2d(x, filter, bias, rectifiers[b]!));
        for (const [b, y] of joint().entries()) expect(data(y)).toEqual(data(single()[b]!));
        // In the second case two of the outputs are not used.
        for (const [of, from] of [
          [sum, inputs],
          [first, [x, branches[0]!.filter]],
        ] as const) {
          const [got, expected] = [joint, single].map((f) => tf.grads(() => of(f()))([...from]));
          for (const [i, gradient] of got!.entries()) near(data(gradient), data(expected![i]!), 2e-6);
        }
      }
    });
  });

  it.each([
    ['whole vectors', [32, 16, 64]],
    ['a few numbers', [5, 9]],
    ['one part', [20]],
  ])('gives the same bits for an input in parts: %s', (_, channels) => {
    const all = channels.reduce((sum, count) => sum + count, 0);
    const geometries: Geometry[] = [
      pointwise(9, 9, all, 1),
      pointwise(2, 3, all, 1),
      { ...pointwise(3, 12, all, 1), filter: [2, 3, all, 1] },
      { ...pointwise(2, 8, all, 1), filter: [3, 3, all, 1] },
    ];
    for (const geometry of geometries)
      tf.tidy(() => {
        const branches = branchesOf(geometry, [20, 33]).map((own) => ({
          ...own,
          rectifier: { kind: 'fixed', slope: 0.2 } as const,
        }));
        const x = tf.tensor4d(normals(sizeOf(geometry.x), 1), geometry.x);
        const parts = tf.split<tf.Tensor4D>(x, channels, 3);
        const learned = [branches[0]!.filter, branches[1]!.filter, branches[0]!.bias!];
        const [joined, apart] = [x, parts].map((input) => () => rectifiedConv2dBranches(input, branches));
        for (const [b, y] of apart!().entries()) expect(data(y)).toEqual(data(joined!()[b]!));
        const sum = (ys: tf.Tensor[]) => tf.addN(ys.map((y) => tf.sum(tf.square(y))));
        const [dx, ...expected] = tf.grads(() => sum(joined!()))([x, ...learned]);
        const got = tf.grads(() => sum(apart!()))([...parts, ...learned]);
        expect(data(tf.concat(got.slice(0, channels.length), 3))).toEqual(data(dx!));
        for (const [i, gradient] of expected.entries())
          expect(data(got[channels.length + i]!)).toEqual(data(gradient));
      });
  });

  it('refuses branches that do not fit', () => {
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 4, 4, 3]);
      const branch = { filter: tf.ones<tf.Rank.R4>([1, 1, 3, 2]), rectifier: { kind: 'none' } as const };
      const all: [Parameters<typeof rectifiedConv2dBranches>[1], RegExp][] = [
        [[], /at least one/],
        [[branch, { ...branch, filter: tf.ones([1, 3, 3, 2]) }], /filter of a branch.*1 x 1/],
        [[branch, { ...branch, bias: tf.ones([3]) }], /bias of a convolution.*\[2\].*\[3\]/],
      ];
      for (const [branches, message] of all) {
        expect(() => rectifiedConv2dBranches(x, branches)).toThrow(InputError);
        expect(() => rectifiedConv2dBranches(x, branches)).toThrow(message);
      }
      const parts: [tf.Tensor4D[], RegExp][] = [
        [[], /at least one part/],
        [[x, tf.ones([1, 4, 5, 3])], /part of the input.*\[1,4,4, channels\].*\[1,4,5,3\]/],
        [[x, x], /filter of a convolution.*\[height, width, 6, filters\]/],
      ];
      for (const [x, message] of parts) {
        expect(() => rectifiedConv2dBranches(x, [branch])).toThrow(InputError);
        expect(() => rectifiedConv2dBranches(x, [branch])).toThrow(message);
      }
    });
  });
});

describeNative('rectifiedDense', () => {
  it('agrees with ordinary operations', () => {
    for (const [batch, inputs, units] of [
      [1, 1, 1],
      [3, 50, 17],
      [64, 129, 70],
      [500, 40, 33],
    ] as const)
      tf.tidy(() => {
        const x = tf.tensor2d(normals(batch * inputs, 1), [batch, inputs]);
        const w = tf.tensor2d(normals(inputs * units, 2, 0.1), [inputs, units]);
        const b = tf.tensor1d(normals(units, 3));
        const dy = tf.tensor2d(normals(batch * units, 4), [batch, units]);
        const fused = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
          rectifiedDense(x as tf.Tensor2D, w as tf.Tensor2D, b as tf.Tensor1D, { kind: 'fixed', slope: 0.1 });
        const plain = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
          tf.leakyRelu(tf.add(tf.matMul(x, w), b), 0.1);
        near(data(fused(x, w, b)), data(plain(x, w, b)), 1e-6);
        const [a, e] = [fused, plain].map((f) => tf.grads(f)([x, w, b], dy));
        for (const [i, gradient] of a!.entries()) near(data(gradient), data(e![i]!), 5e-6);
      });
  });
});
