import { loadBackends } from '@rectified/backend';
import { rectifiedCrossEntropy as reference } from '@rectified/metrics';
import { closeTo } from '@rectified/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate, rectifiedCrossEntropy, train } from '../src/index.js';
import { finish, patches, small, tf, weightsOf } from './small.js';

const backends = await loadBackends();

/** Rows of outputs: usual ones, one without anything above 0, one whose class is at 0, one that is all its class's. */
const rows = [
  [0.5, 2, -1, 0.25],
  [3, 1, 0.5, 2],
  [-1, -2, -0.5, 0],
  [1, -0.5, 2, 0.7],
  [-1, 4, -2, -3],
];
const labels = [1, 3, 0, 1, 1];

describe.each(backends)('rectifiedCrossEntropy on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));
  afterAll(() => tf.setBackend(backends[0]!));
  const oneHot = () => tf.oneHot(tf.tensor1d(labels, 'int32'), 4) as tf.Tensor2D;

  it('is the one of metrics', () => {
    const loss = rectifiedCrossEntropy(tf.tensor2d(rows), oneHot()).dataSync();
    closeTo(loss, [reference(rows.flat(), labels)], { relative: 1e-6 });
  });

  it('has the gradient of finite differences, and none where it is clipped', () => {
    const gradient = tf.grad((outputs) => rectifiedCrossEntropy(outputs as tf.Tensor2D, oneHot()));
    const values = gradient(tf.tensor2d(rows)).dataSync();
    const step = 1e-6;
    const moved = (at: number, by: number) =>
      reference(
        rows.flat().map((value, i) => (i === at ? value + by : value)),
        labels,
      );
    const expected = rows.flat().map((_, at) => (moved(at, step) - moved(at, -step)) / (2 * step));
    // At a kink the derivative is the one from the left.
    expected[11] = 0;
    closeTo(values, expected, { absolute: 1e-6, relative: 1e-5 });
    expect([...values.slice(8, 16)].every((value) => value === 0)).toBe(true);
    expect(values[1]).toBeLessThan(0);
  });
});

describe('training with a rectifier in place of the softmax', () => {
  beforeAll(() => tf.setBackend(backends[0]!));
  const data = { train: patches(40), test: patches(20, { seed: 2 }) };
  const options = { data, optimizer: { rate: 0.02 }, epochs: 12, batch: 10, seed: 3 };
  const loss = 'rectified-cross-entropy';

  it('learns, by another loss than the softmax', async () => {
    const [rectified, usual] = [small(), small()];
    const { result } = await finish(train(rectified, { ...options, loss }));
    await finish(train(usual, options));
    expect(weightsOf(rectified)).not.toEqual(weightsOf(usual));
    expect(result.final!.test!.error).toBeLessThan(0.3);
    const { loss: measured, error } = await evaluate(rectified, data.test, { loss });
    expect(measured).toBe(result.final!.test!.loss);
    expect(error).toBe(result.final!.test!.error);
    expect((await evaluate(rectified, data.test)).loss).not.toBe(measured);
  });

  it.runIf(backends.includes('tensorflow'))('computes the same compiled, probed as well', async () => {
    const [eager, compiled] = [small(), small()];
    const probed = { ...options, epochs: 2, loss, probe: true } as const;
    const { result } = await finish(train(eager, probed));
    const { result: other } = await finish(train(compiled, { ...probed, engine: 'compiled' }));
    expect(other.final!.running.loss).toBeCloseTo(result.final!.running.loss, 6);
    closeTo(weightsOf(compiled)['hidden/kernel']!, weightsOf(eager)['hidden/kernel']!, { absolute: 1e-5 });
  });

  it('refuses losses that there are not', async () => {
    const wrong = { loss: 'rectified' as typeof loss };
    await expect(finish(train(small(), { ...options, ...wrong }))).rejects.toThrow(
      /loss of train.*got "rectified"/s,
    );
    await expect(evaluate(small(), data.test, wrong)).rejects.toThrow(/got "rectified"/);
  });
});
