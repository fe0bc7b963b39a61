import { testActivation, usualValues } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import description, { PReLU, prelu } from '../src/index.js';

const backends = await loadBackends();
// Calculated by hand; a divisor of 4 is the same function.
const values = usualValues(-0.5, -0.25, -0.125, 0, 0.5, 1, 2, Infinity, -Infinity);

testActivation(description, {
  describe,
  it,
  backends,
  values,
  variantValues: { divisor: values, shared: values },
});

describe.each(backends)('prelu on %s', (backend) => {
  it('casts integers', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor1d([-2, 0, 3], 'int32');
      expect(prelu(x, 0.25).arraySync()).toEqual([-0.5, 0, 3]);
    });
  });

  const gradients = (x: number[], slope: number[], dy: number[]) =>
    tf.tidy(() => {
      const [dx, ds] = tf.grads((x, slope) => prelu(x!, slope!))(
        [tf.tensor2d(x, [x.length / slope.length, slope.length]), tf.tensor1d(slope)],
        tf.tensor2d(dy, [x.length / slope.length, slope.length]),
      );
      // Adding 0 makes 0 of -0.
      return { dx: [...dx!.dataSync()], ds: Array.from(ds!.dataSync(), (value) => value + 0) };
    });

  it('gives the slope the gradient -3', async () => {
    await tf.setBackend(backend);
    expect(gradients([-2, 1, -0.5], [0.25], [1, 1, 2])).toEqual({ dx: [0.25, 1, 0.5], ds: [-3] });
  });

  it('clips the slope to [0, 1], and does not mask its gradient', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      expect(prelu([[-2, -2, -2, -2]], [-0.5, 0, 1, 1.5]).arraySync()).toEqual([[-0, -0, -2, -2]]);
      expect(prelu([[2, Infinity, 2, 2]], [-0.5, 0, 1, 1.5]).arraySync()).toEqual([[2, Infinity, 2, 2]]);
    });
    expect(gradients([-2, -2], [-0.5, 1.5], [1, 1])).toEqual({ dx: [0, 1], ds: [-2, -2] });
  });

  it('has the slope as gradient at 0', async () => {
    await tf.setBackend(backend);
    expect(gradients([0, -0], [0.25], [1, 2])).toEqual({ dx: [0.25, 0.5], ds: [0] });
  });

  it('has one slope per channel, or one for all, over any batch and map', async () => {
    await tf.setBackend(backend);
    const shape = fc.tuple(...[3, 4, 5, 6].map((max) => fc.integer({ min: 1, max })));
    fc.assert(
      fc.property(shape, fc.boolean(), fc.integer(), (dimensions, shared, seed) => {
        tf.tidy(() => {
          const x = tf.randomUniform(dimensions, -1, 1, 'float32', seed);
          const dy = tf.randomUniform(dimensions, -1, 1, 'float32', seed + 1);
          const channels = dimensions[3]!;
          const slope = shared ? tf.scalar(0.3) : tf.randomUniform([channels], 0, 1, 'float32', seed + 2);
          const [dx, ds] = tf.grads((x, slope) => prelu(x!, slope!))([x, slope], dy);
          const [xs, dys, slopes] = [x, dy, slope].map((tensor) => tensor.dataSync());
          const slopeAt = (i: number) => slopes![shared ? 0 : i % channels]!;
          const at = <T>(f: (x: number, dy: number, i: number) => T) =>
            Array.from(xs!, (v, i) => f(v, dys![i]!, i));
          closeTo(
            prelu(x, slope).dataSync(),
            at((v, _, i) => (v > 0 ? v : v * slopeAt(i))),
          );
          closeTo(
            dx!.dataSync(),
            at((v, d, i) => (v > 0 ? d : d * slopeAt(i))),
          );
          const sums = new Float64Array(slopes!.length);
          at((v, d, i) => {
            sums[i % sums.length]! += Math.min(v, 0) * d;
          });
          closeTo(ds!.dataSync(), sums, { absolute: 1e-5, relative: 1e-5 });
        });
      }),
      { numRuns: 30 },
    );
  });

  it('learns a divisor with the gradient -x/a², clipped to at least 1', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const layer = new PReLU({ learned: 'divisor' });
      const x = tf.tensor2d([[-2], [1], [-0.5]]);
      layer.build([null, 1]);
      const weight = layer.trainableWeights[0]!;
      const output = () =>
        tf.grads((x) => layer.apply(x!) as tf.Tensor)([x, weight.read()], tf.tensor2d([[1], [1], [2]]));
      closeTo(weight.read().dataSync(), [4]);
      const [dx, da] = output();
      closeTo(dx!.dataSync(), [0.25, 1, 0.5]);
      closeTo(da!.dataSync(), [3 / 16]);
      for (const below of [0.5, -2]) {
        weight.write(tf.tensor1d([below]));
        closeTo((layer.apply(x) as tf.Tensor).dataSync(), x.dataSync());
        closeTo(output()[1]!.dataSync(), [3]);
      }
    });
  });
});

describe('the layer', () => {
  it('has one weight, a slope of 0.25 for every channel or unit', () => {
    for (const shape of [
      [null, 5],
      [null, 8, 8, 5],
    ]) {
      const layer = new PReLU({ name: `act${shape.length}` });
      layer.apply(tf.zeros(shape.map((size) => size ?? 1)));
      expect(layer.weights.map((weight) => weight.originalName)).toEqual([`act${shape.length}/slope`]);
      expect([...layer.weights[0]!.read().dataSync()]).toEqual([0.25, 0.25, 0.25, 0.25, 0.25]);
    }
  });

  it('calls its weight divisor where it learns one', () => {
    const layer = new PReLU({ name: 'act', learned: 'divisor', initialSlope: 0.5 });
    layer.apply([tf.zeros([1, 2])]);
    expect(layer.weights.map((weight) => weight.originalName)).toEqual(['act/divisor']);
    expect([...layer.weights[0]!.read().dataSync()]).toEqual([2, 2]);
    expect(layer.getConfig()).toMatchObject({ learned: 'divisor', initialSlope: 0.5 });
    expect([layer.learned, layer.initialSlope]).toEqual(['divisor', 0.5]);
  });

  it('has one slope for the whole layer where it is shared, of any sign', () => {
    tf.tidy(() => {
      const layer = new PReLU({ name: 'act', learned: 'shared-slope' });
      layer.apply(tf.zeros([1, 2, 2, 3]));
      const weight = layer.trainableWeights[0]!;
      expect([weight.originalName, weight.shape]).toEqual(['act/sharedSlope', []]);
      for (const slope of [-1, 2]) {
        weight.write(tf.scalar(slope));
        const y = layer.apply(tf.tensor2d([[-2, 3, -1]])) as tf.Tensor;
        expect(y.arraySync()).toEqual([[-2 * slope, 3, -slope]]);
      }
      expect(layer.parameterUpdates).toEqual({ sharedSlope: { rateFactor: 2, decayFactor: 0 } });
    });
  });

  it('refuses inputs without channels, and another number of channels', () => {
    const message = (shape: string) => `channels of PReLU on [${shape}]: expected a number above 0`;
    expect(() => new PReLU().apply(tf.zeros([3]))).toThrow(`${message('3')}, got nothing`);
    expect(() => new PReLU().build([null, 4, null])).toThrow(`${message(',4,')}, got null`);
    const layer = new PReLU();
    layer.apply(tf.zeros([2, 4]));
    expect(() => layer.apply(tf.zeros([2, 1]))).toThrow(/axis -1 .*shape.*4/);
  });

  it.each([0, -0.1, 1.1, Number.NaN])('refuses the initial slope %s', (initialSlope) => {
    expect(() => new PReLU({ initialSlope })).toThrow(
      /^initialSlope of PReLU: expected a number above 0 and at most 1, got /,
    );
  });

  it('refuses to learn anything else', () => {
    expect(() => new PReLU({ learned: 'alpha' as 'slope' })).toThrow(
      'learned of PReLU: expected "slope", "divisor" or "shared-slope", got "alpha"',
    );
  });

  it.each<[unknown, string]>([
    [{ alphaInitializer: 'zeros' }, 'All slopes start at the number initialSlope'],
    [{ sharedAxes: [1, 2] }, 'one slope per channel'],
    [{ num_parameters: 3 }, 'one slope per channel'],
    [{ init: 0.1 }, 'init: 0.1 is initialSlope: 0.1'],
    [{ a: 4 }, 'a: 4 is initialSlope: 0.25'],
    [{ initialSlop: 0.1 }, 'Did you mean "initialSlope"?'],
    [0.25, '0.25 is initialSlope: 0.25'],
    [{ initialSlope: '0.25' }, 'got "0.25"'],
  ])('refuses %j, an option of another library', (options, remedy) => {
    expect(() => new PReLU(options as object)).toThrow(remedy);
  });
});

/**
 * The outputs of one neuron without a bias for the four inputs of -1 and 1, after training for XOR: squared error, gradient
 * descent with rate 0.3, from weights `first`.
 */
function learnedBy(activation: layers.Layer, first: readonly [number, number]): number[] {
  const inputs = tf.tensor2d([...[-1, -1], ...[-1, 1], ...[1, -1], ...[1, 1]], [4, 2]);
  const wanted = tf.tensor2d([0, 1, 1, 0], [4, 1]);
  const weights = tf.variable(tf.tensor2d([...first], [2, 1]));
  const output = () => activation.apply(tf.matMul(inputs, weights)) as tf.Tensor;
  activation.build([null, 1]);
  const optimizer = tf.train.sgd(0.3);
  for (let step = 0; step < 200; step++)
    optimizer.minimize(() => tf.losses.meanSquaredError(wanted, output()) as tf.Scalar);
  return tf.tidy(() => [...output().dataSync()]);
}

it.each([
  [0.6, 0.5],
  [-0.3, 0.7],
  [0.01, -0.02],
] as const)(
  'learns XOR of -1 and 1 with one neuron of three parameters, from the weights %s and %s',
  async (...first) => {
    await tf.setBackend('cpu');
    const layer = new PReLU({ learned: 'shared-slope' });
    closeTo(learnedBy(layer, first), [0, 1, 1, 0], { absolute: 0.01 });
    // |z|: the only fit.
    closeTo(layer.weights[0]!.read().dataSync(), [-1], { absolute: 0.02 });
  },
);

it('cannot learn XOR with a slope that is clipped to [0, 1]', async () => {
  await tf.setBackend('cpu');
  const right = learnedBy(new PReLU(), [0.6, 0.5]).map((value) => value > 0.5);
  expect(right).not.toEqual([false, true, true, false]);
});
