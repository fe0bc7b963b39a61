import { type Activation, type ElementwiseCall, isElementwise } from '@rectified/activation';
import { loadBackends } from '@rectified/backend';
import { evaluate } from '@rectified/expression';
import { rectifiedConv2d } from '@rectified/kernels';
import { buildNative, loadNative, type NativeState } from '@rectified/native';
import { uniform } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { activations } from '../src/index.js';

const [backend] = await loadBackends();
const native: NativeState =
  backend === 'tensorflow' && (await buildNative()).built
    ? loadNative()
    : { loaded: false, reason: backend! };

/** The error bound of all activations: 5 * 2^-24, relative or absolute, whichever is larger. */
const promise = 5 * 2 ** -24;
const noise = { seed: 7, stream: 11, step: 13 };
const points = [
  ...Array.from({ length: 241 }, (_, i) => Math.fround((i - 120) / 8.1)),
  ...[1e-30, 1e-7, 88, 104, 1e3, 1e5, 1e10, Number.POSITIVE_INFINITY].flatMap((x) => [-x, x]),
  Number.NaN,
];

/** Every activation that is a formula, with default options and in each variant. */
const cases = Object.values<Activation>(activations)
  .filter(({ definition }) => definition !== undefined)
  .flatMap(({ name, layer, variants = {} }) => [
    [name, () => new layer()] as const,
    ...Object.entries(variants).map(
      ([variant, { config }]) => [`${name}:${variant}`, () => new layer({ ...config })] as const,
    ),
  ]);

function callOf(make: () => tf.serialization.Serializable, training: boolean): ElementwiseCall {
  const layer = make() as ReturnType<(typeof cases)[number][1]>;
  layer.build([null, points.length]);
  expect(isElementwise(layer)).toBe(true);
  return (layer as never as { elementwise(mode: object): ElementwiseCall }).elementwise({ training, noise });
}

/** Computed by a row function of the kernels: x is the bias of a convolution that gives 0, so every channel has its own number. */
const fused = (x: tf.Tensor1D, call: ElementwiseCall) =>
  tf.reshape(rectifiedConv2d(tf.zeros([1, 1, 1, 1]), tf.ones([1, 1, 1, x.size]), x, call), [x.size]);

describe.skipIf(!native.loaded)('fused kernels compute the formula in float64, value and slope:', () => {
  it.each(cases)('%s', (_, make) => {
    for (const training of [true, false])
      tf.tidy(() => {
        const call = callOf(make, training);
        const { function: of, options, parameters } = call;
        const x = tf.tensor1d(points);
        const drawn = call.noise.map((key) => uniform(points.length, key));
        const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => fused(x as tf.Tensor1D, call))(
          x,
          tf.onesLike(x),
        );
        const [y, dx] = [value, grad].map((each) => each.dataSync());
        points.forEach((at, i) => {
          const values = {
            x: at,
            ...Object.fromEntries(of.options.map(({ name }, k) => [name, options[k]!])),
            ...Object.fromEntries(
              of.parameters.map(({ name }, k) => [name, parameters[k]!.values.dataSync()[0]!]),
            ),
            ...Object.fromEntries(of.noise.map(({ name }, k) => [name, drawn[k]![i]!])),
          };
          for (const [what, got, formula] of [
            ['value', y![i]!, of.value],
            ['slope', dx![i]!, of.derivatives.input],
          ] as const) {
            const expected = evaluate(formula, values);
            const close = Number.isFinite(expected)
              ? Math.abs(got - expected) <= promise * Math.max(1, Math.abs(expected))
              : Object.is(got, expected);
            expect(close, `${what} at ${at}: expected ${expected}, got ${got}`).toBe(true);
          }
        });
      });
  });
});

it.skipIf(native.loaded)(`fused kernels compute the formula ${native.loaded ? '' : native.reason}`, () => {});
