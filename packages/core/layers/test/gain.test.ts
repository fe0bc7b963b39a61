import { activation, add, type Expression, exp, type Formula, mul, neg, select } from '@rectified/activation';
import { activations } from '@rectified/activations';
import { loadBackends } from '@rectified/backend';
import { normal } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gain, heFanIn } from '../src/index.js';

const backends = await loadBackends();
const paper = { title: 'Test', authors: ['Doe'], year: 2026 };

/** An activation of one formula, by a name of its own. */
let made = 0;
// biome-ignore lint/suspicious/noExplicitAny: formulas of different parameters
const formulaOf = (formula: (given: any) => Expression, more: object = {}) => {
  const described = activation({
    name: `gain-test-${++made}`,
    title: 'Test',
    paper,
    formula,
    ...more,
  }) as unknown as Formula<Record<never, never>, never, never>;
  return () => new described.layer({});
};

/** E f^2 and E f'^2 over N(0, 1): Simpson's rule in float64 on [-12, 12], 4,000 steps, divided at kinks and jumps. */
const meanSquares: [keyof typeof activations, number, number][] = [
  ['relu', 0.5, 0.5],
  // Its gradient is on purpose that of another function.
  ['helu', 0.5, 0.5199388],
  // In training: E[1 / a^2] over U(3, 8) is 1 / 24.
  ['rrelu', (1 + 1 / 24) / 2, (1 + 1 / 24) / 2],
  ['elu', 0.6449454, 0.668102],
  ['selu', 1, 1.071575],
  ['smelu', 0.5248435, 0.3790146],
  ['softplus', 0.9212459, 0.293379],
  ['swish', 0.3557755, 0.3794824],
  ['gelu', 0.4252215, 0.4558509],
  ['mish', 0.4523422, 0.4790838],
  ['hard-swish', 0.3315674, 0.3585315],
  ['smooth-leaky', 0.4398121, 0.4621849],
  ['gcu', 0.2969971, 1],
];

describe('gain of a formula', () => {
  const expectGain = (layer: () => tfl.layers.Layer, forward: number, backward: number) => {
    closeTo([gain(layer)], [1 / Math.sqrt(forward)], { relative: 2e-7 });
    closeTo([gain(layer, { direction: 'backward' })], [1 / Math.sqrt(backward)], { relative: 2e-6 });
  };

  it.each(meanSquares)('of %s', (name, forward, backward) => {
    expectGain(() => new activations[name].layer({}), forward, backward);
  });

  it('of a slope that is clipped to 1', () => {
    const options = { parameters: { slope: { initial: 2, clip: [0, 1] } } };
    const clipped = formulaOf(({ x, slope }) => select(x, 0, x, mul(slope, x)), options);
    expectGain(clipped, 1, 1);
  });

  it('of an exponential', () => {
    expectGain(
      formulaOf(({ x }) => exp(neg(x))),
      Math.exp(2),
      Math.exp(2),
    );
  });

  it('is exact where a closed form is: 1e-12', () => {
    const leaky = () => new activations['leaky-relu'].layer({ divisor: 5.5 });
    const swung = formulaOf(({ x }) => select(x, 0.3, 2, 1));
    closeTo([gain(leaky)], [Math.sqrt(2 / (1 + 1 / 5.5 ** 2))], { relative: 1e-12 });
    // A jump where no interval ends: Phi(0.3) + 4 (1 - Phi(0.3)), Phi(0.3) = 0.6179114221889526.
    closeTo([gain(swung)], [1 / Math.sqrt(4 - 3 * 0.6179114221889526)], { relative: 1e-11 });
  });

  it('refuses what has none', () => {
    expect(() => gain(formulaOf(({ x }) => mul(x, 0)))).toThrow(/mean square of its value above 0.*got 0/);
    expect(() =>
      gain(
        formulaOf(({ x }) => add(1, mul(0, x))),
        { direction: 'backward' },
      ),
    ).toThrow(/mean square of its derivative above 0.*got 0/);
    expect(() => gain(() => tfl.layers.reLU(), { direction: 'sideways' as 'forward' })).toThrow(
      /expected "?forward"?/,
    );
  });
});

/** A layer of one function, as somebody may write it. */
class Elementwise extends tfl.layers.Layer {
  static readonly className = 'TestElementwise';

  constructor(private readonly f: (x: tf.Tensor) => tf.Tensor) {
    super({});
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return this.f(Array.isArray(inputs) ? inputs[0]! : inputs);
  }
}

describe.each(backends)('gain of a layer without a formula, on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));
  afterAll(() => tf.setBackend(backends[0]!));
  const leaky = (alpha: number) => () => tfl.layers.leakyReLU({ alpha });
  const erf = (x: tf.Tensor) => tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));
  const hardSwish = (x: tf.Tensor) => tf.mul(x, tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6));
  const elementwise = (f: (x: tf.Tensor) => tf.Tensor) => () => new Elementwise(f);

  it.each<[string, () => tfl.layers.Layer, number]>([
    // sqrt(2 / (1 + a^2)).
    ['ReLU', () => tfl.layers.reLU(), Math.SQRT2],
    ['leaky ReLU of 0.01', leaky(0.01), 1.4141429],
    ['leaky ReLU of 1/5.5', leaky(1 / 5.5), 1.3914022],
    ['leaky ReLU of 1/3', leaky(1 / 3), 1.3416408],
    ['PReLU as it starts', () => tfl.layers.prelu({ alphaInitializer: 'ones' }), 1],
    // By Simpson's rule in float64, 4,000 steps from -12 to 12, divided where the derivative jumps.
    ['Swish', elementwise((x) => tf.mul(x, tf.sigmoid(x))), 1.6765325],
    ['GELU', elementwise(erf), 1.5335304],
    ['ELU', () => tfl.layers.elu(), 1.2451983],
    ['SELU', () => tfl.layers.activation({ activation: 'selu' }), 1],
    ['softplus', () => tfl.layers.activation({ activation: 'softplus' }), 1.0418668],
    ['tanh', () => tfl.layers.activation({ activation: 'tanh' }), 1.5925374],
    ['hard-swish', elementwise(hardSwish), 1.7366572],
    [
      'x + sin^2 x',
      elementwise((x) => tf.add(x, tf.square(tf.sin(x)))),
      Math.sqrt(1 / (1 + 3 / 8 - Math.exp(-2) / 2 + Math.exp(-8) / 8)),
    ],
  ])('of %s', (_, activation, expected) => {
    closeTo([gain(activation)], [expected], { relative: 2e-6 });
  });

  it.each<[string, () => tfl.layers.Layer, number]>([
    ['leaky ReLU of 1/5.5', leaky(1 / 5.5), 1.3914022],
    ['softplus', () => tfl.layers.activation({ activation: 'softplus' }), 1 / Math.sqrt(0.293379)],
    ['hard-swish', elementwise(hardSwish), 1 / Math.sqrt(0.3585315)],
  ])('backward, of %s', (_, activation, expected) => {
    closeTo([gain(activation, { direction: 'backward' })], [expected], { relative: 1e-5 });
  });

  it('leaves no tensors', () => {
    const before = tf.memory().numTensors;
    gain(() => tfl.layers.prelu());
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused where there is none', () => {
    const refused = (activation: () => tfl.layers.Layer, message: RegExp) =>
      expect(() => gain(activation)).toThrow(message);
    refused(
      elementwise((x) => tf.mul(x, 0)),
      /TestElementwise.*expected a mean square of its value above 0.*got 0/,
    );
    refused(
      elementwise((x) => tf.log(x)),
      /got NaN/,
    );
    refused(
      elementwise((x) => tf.concat([x, x], 3)),
      /element by element, got images of 4096 x 1 x 1 become/,
    );
    refused(
      () => Object.assign(tfl.layers.reLU(), { inputChannels: (channels: number) => 2 * channels }),
      /gain of an activation \(ReLU\): expected one that works element by element, got one that changes the number of channels/,
    );
  });
});

it('by the gain, signals are as large behind ten layers as before them', () => {
  const swish = () => new Elementwise((x) => tf.mul(x, tf.sigmoid(x)));
  const start = tf.tensor2d(normal(256 * 64, { seed: 1, stream: 9, step: 0 }), [64, 256]);
  /** Mean square of what comes out of the last product. */
  const behind = (size: number) =>
    tf.tidy(() => {
      let z: tf.Tensor = start;
      for (let stream = 0; stream < 10; stream++) {
        const weights = heFanIn({ gain: size, seed: 1, stream }).apply([256, 256]) as tf.Tensor2D;
        z = tf.matMul(swish().apply(z) as tf.Tensor2D, weights);
      }
      return tf.mean(tf.square(z)).dataSync()[0]!;
    });
  const right = behind(gain(swish));
  expect(right).toBeGreaterThan(0.5);
  expect(right).toBeLessThan(2);
  expect(behind(Math.SQRT2)).toBeLessThan(0.1);
});
