import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { linearDecay, rateAt, type SgdConfig, sgd, softmaxCrossEntropy } from '../src/index.js';
import { momentumSgd } from '../src/momentum-sgd.js';
import { variableFactors } from '../src/variable-factors.js';
import { tf, tfl } from './small.js';

const backends = await loadBackends();

/** A model with two weights, to be moved by gradients that the test invents. */
function affine({ kernelConstraint }: { kernelConstraint?: 'nonNeg' } = {}) {
  const dense = tfl.layers.dense({
    name: 'dense',
    units: 2,
    inputShape: [3],
    kernelConstraint,
    biasInitializer: 'ones',
  });
  return tfl.sequential({ layers: [dense] });
}

/** Two updates an epoch. */
const placeOf = (step: number, steps: number) => ({ step, epoch: 1 + Math.floor(step / 2), steps });

/** Moves the model's weights by gradients, one list a step, and returns their values after every step. */
function move(model: tfl.LayersModel, config: SgdConfig, gradients: number[][][]): number[][][] {
  const optimizer = momentumSgd(model.trainableWeights, sgd(config));
  const path = gradients.map((values, step) => {
    tf.tidy(() => {
      const named = optimizer.variables.map((variable, index) => [
        variable.name,
        tf.tensor(values[index]!, variable.shape),
      ]);
      optimizer.update(Object.fromEntries(named), placeOf(step, gradients.length));
    });
    return model.trainableWeights.map((weight) => [...weight.read().dataSync()]);
  });
  optimizer.dispose();
  return path;
}

/** cxxnet's update in float64, by its own words: m <- mu m - lr (clip(g) + wd w); w <- w + m. */
function reference(
  names: string[],
  start: number[][],
  config: SgdConfig,
  gradients: number[][][],
): number[][][] {
  const { rate, momentum, decay, clip, groups } = sgd(config);
  const factors = variableFactors(names, groups);
  let weights = start;
  let momenta = start.map((values) => values.map(() => 0));
  return gradients.map((values, step) => {
    const limit = clip.value ?? Number.POSITIVE_INFINITY;
    const limited = values.map((one) => one.map((g) => Math.min(Math.max(g, -limit), limit)));
    const norm = Math.hypot(...limited.flat());
    const scale = Math.min(1, (clip.norm ?? Number.POSITIVE_INFINITY) / norm);
    momenta = momenta.map((one, index) => {
      const factor = factors[index]!;
      const lr = rateAt(rate, placeOf(step, gradients.length), factor.rate);
      return one.map((m, at) => {
        const g = limited[index]![at]! * scale;
        return momentum * m - lr * (g + decay * factor.decay * weights[index]![at]!);
      });
    });
    weights = weights.map((one, index) => one.map((w, at) => w + momenta[index]![at]!));
    return weights;
  });
}

const configs: Record<string, SgdConfig> = {
  'a warm-up and linear decay': { rate: linearDecay(0.1, { warmup: { steps: 2 } }) },
  'plain rate': { rate: 0.1, momentum: 0 },
  'momentum and decay': { rate: 0.1, momentum: 0.9, decay: 5e-4 },
  'groups and a schedule by epochs': {
    rate: { start: 0.1, afterEpochs: { 1: 0.1, 2: 0.5 } },
    decay: 0.1,
    groups: [
      { match: 'dense/kernel', rateFactor: 0.1 },
      { match: '*', decayFactor: 2 },
    ],
  },
  'a schedule by updates': { rate: { start: 0.1, factor: 0.3, everyUpdates: 2, minimum: 0.01 }, decay: 1e-4 },
  'clipped elements': { rate: 0.1, decay: 0.1, clip: { value: 0.5 } },
  'clipped norm': { rate: 0.1, clip: { norm: 1 } },
  'both clipped': { rate: 0.1, clip: { value: 0.7, norm: 1.5 } },
};

describe.each(backends)('momentumSgd on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));

  it.each(Object.entries(configs))('moves like the float64 reference: %s', (_, config) => {
    const value = fc.double({ min: -3, max: 3, noNaN: true });
    const gradient = fc.tuple(
      fc.array(value, { minLength: 6, maxLength: 6 }),
      fc.array(value, { minLength: 2, maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.array(gradient, { minLength: 5, maxLength: 5 }), (gradients) => {
        const model = affine();
        const start = model.trainableWeights.map((weight) => [...weight.read().dataSync()]);
        const actual = move(model, config, gradients);
        closeTo(actual.flat(2), reference(['dense/kernel', 'dense/bias'], start, config, gradients).flat(2));
        model.dispose();
      }),
      { numRuns: 10 },
    );
  });

  it('keeps a gradient of zero finite when it clips the norm', () => {
    const zero = [
      [0, 0, 0, 0, 0, 0],
      [0, 0],
    ];
    const model = affine();
    const start = model.trainableWeights.map((weight) => [...weight.read().dataSync()]);
    closeTo(move(model, { rate: 0.1, clip: { norm: 1 } }, [zero]).flat(2), start.flat());
  });

  it('lets NaN through where it clips, unlike cxxnet', () => {
    const broken = [
      [Number.NaN, 0, 0, 0, 0, 0],
      [0, 0],
    ];
    const [after] = move(affine(), { rate: 0.1, clip: { norm: 1 } }, [broken]);
    expect(after![0]![0]).toBeNaN();
  });

  it('applies a constraint after the update', () => {
    const model = affine({ kernelConstraint: 'nonNeg' });
    const [[kernel, bias]] = move(model, { rate: 1 }, [
      [
        [9, 9, 9, -9, -9, -9],
        [9, 9],
      ],
    ]) as [number[][]];
    expect(kernel!.slice(0, 3)).toEqual([0, 0, 0]);
    expect(Math.min(...kernel!.slice(3))).toBeGreaterThan(7);
    expect(bias).toEqual([-17, -17]);
  });

  it('does not touch what is frozen, nor ask for its gradient', () => {
    const model = affine();
    const [kernel] = model.trainableWeights.map((weight) => [...weight.read().dataSync()]);
    const frozen: SgdConfig = { rate: 0.1, decay: 0.1, groups: [{ match: '*/kernel', rateFactor: 0 }] };
    const [after] = move(model, frozen, [[[1, 1]]]);
    expect(after![0]).toEqual(kernel);
    expect(after![1]).not.toEqual([1, 1]);
  });

  it('says which variable the loss does not depend on, and refuses a model without any', () => {
    const model = affine();
    const optimizer = momentumSgd(model.trainableWeights, sgd({ rate: 1 }));
    const named = { [optimizer.variables[0]!.name]: tf.zeros([3, 2]) };
    expect(() => optimizer.update(named, placeOf(0, 1))).toThrow(
      'does not depend on the variable dense/bias',
    );
    expect(() => momentumSgd([], sgd({ rate: 1 }))).toThrow('no weights to learn');
  });

  it('leaves no tensors', () => {
    const model = affine();
    const before = tf.memory().numTensors;
    move(
      model,
      configs['both clipped']!,
      Array(3).fill([
        [1, 2, 3, 4, 5, 6],
        [7, 8],
      ]),
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe.each(backends)('softmaxCrossEntropy on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));

  it('is the mean of ln(sum exp z) - z[label], with the gradient (softmax - label) / images', () => {
    const logit = fc.double({ min: -20, max: 20, noNaN: true });
    const row = fc.tuple(fc.array(logit, { minLength: 5, maxLength: 5 }), fc.nat(4));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
        const logits = rows.map(([z]) => z.map(Math.fround));
        const oneHot = rows.map(([, label]) => [0, 1, 2, 3, 4].map((index) => Number(index === label)));
        const exponentials = logits.map((z) => z.map((one) => Math.exp(one)));
        const sums = exponentials.map((row) => row.reduce((sum, one) => sum + one, 0));
        const loss =
          rows.reduce((sum, [, label], i) => sum + Math.log(sums[i]!) - logits[i]![label]!, 0) / rows.length;
        const gradient = exponentials.map((row, i) =>
          row.map((e, j) => (e / sums[i]! - oneHot[i]![j]!) / rows.length),
        );

        const { value, grad } = tf.valueAndGrad((z) =>
          softmaxCrossEntropy(z as tf.Tensor2D, tf.tensor2d(oneHot)),
        )(tf.tensor2d(logits));
        closeTo(value.dataSync(), [loss], { absolute: 1e-5, relative: 1e-5 });
        closeTo(grad.dataSync(), gradient.flat(), { absolute: 1e-6 });
      }),
      { numRuns: 30 },
    );
  });

  it('is ln(classes) for equal logits, and does not overflow', () => {
    const loss = (z: number[][]) => softmaxCrossEntropy(tf.tensor2d(z), tf.tensor2d([[1, 0]])).dataSync()[0]!;
    closeTo([loss([[7, 7]])], [Math.LN2]);
    closeTo([loss([[1000, -1000]]), loss([[-1000, 1000]])], [0, 2000]);
    expect(loss([[Number.NaN, 0]])).toBeNaN();
  });
});
