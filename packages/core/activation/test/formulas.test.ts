import { loadBackends } from '@rectified/backend';
import { add, evaluate, max, min, mul, select, sigmoid, sub, x } from '@rectified/expression';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { functionOf, layerOf } from '../src/index.js';
import { findTies } from '../src/testing/find-ties.js';
import { testActivation } from '../src/testing/index.js';
import { faultsOf } from './faults-of.js';
import { formulaOf } from './formula-of.js';
import {
  branchFreeSmelu,
  elu,
  gelu,
  hardSwish,
  helu,
  mish,
  randomizedSmoothLeaky,
  silu,
  smelu,
  swish,
  tanhExp,
} from './formulas.js';

const backends = await loadBackends();
const infinity = Number.POSITIVE_INFINITY;
/** With its limits at both infinities. */
const values = (low: number, ...others: (readonly [number, number])[]) =>
  [...others, [-infinity, low], [infinity, infinity]] as const;

// By activations-spec: f(-1), f(0), f(1).
describe('testActivation passes sound formulas', () => {
  const suite = { describe, it, backends };
  testActivation(silu, { ...suite, values: values(0, [-1, -0.2689414], [0, 0], [1, 0.7310586]) });
  testActivation(swish, { ...suite, values: values(0, [-1, -0.2689414], [0, 0], [1, 0.7310586]) });
  testActivation(mish, { ...suite, values: values(0, [-1, -0.3034015], [0, 0], [1, 0.8650984]) });
  testActivation(tanhExp, { ...suite, values: values(0, [-1, -0.3521349], [0, 0], [1, 0.9913289]) });
  testActivation(elu, { ...suite, values: values(-1, [-1, -0.6321206], [0, 0], [1, 1]) });
  testActivation(smelu, { ...suite, values: values(0, [-1, 0], [0, 0.25], [1, 1]) });
  testActivation(hardSwish, { ...suite, values: values(0, [-1, -0.3333333], [0, 0], [1, 0.6666667]) });
  testActivation(helu, { ...suite, values: values(0, [-1, 0], [0, 0], [1, 1]), surrogateGradient: true });
  testActivation(gelu, {
    ...suite,
    values: values(0, [-1, -0.1586553], [0, 0], [1, 0.8413447]),
    variantValues: { tanh: [[-1, -0.158808]] },
  });
  testActivation(randomizedSmoothLeaky, {
    ...suite,
    values: values(-infinity, [-1, -0.3514881], [0, 0], [1, 0.8775119]),
  });
});

describe('testActivation finds', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('a derivative that is not between those of both sides of a kink', async () => {
    const faults = await faultsOf(branchFreeSmelu, { values: values(0, [0, 0.25]) });
    expect(faults).toEqual({
      'has derivatives between those of both sides of a kink': expect.stringContaining(
        'in training: at x = 1 the derivative is 0, which is not between those of both sides, 0.9999995',
      ),
    });
  });

  it('a value outside those of both sides at a tie', async () => {
    const spike = add(select(x, 1, 1, 0), add(select(1, x, 1, 0), 0));
    const faults = await faultsOf(formulaOf('spike', { formula: () => spike }), {
      values: values(1, [0, 1]),
    });
    expect(faults['has derivatives between those of both sides of a kink']).toContain(
      'at x = 1 the value is 0',
    );
  });

  it('a layer that computes something else', async () => {
    class Rough extends layerOf(silu) {
      override call(): tf.Tensor {
        throw new Error('never');
      }
    }
    // It has a call of its own, so that what the formula says is not said of it.
    const rough = { ...formulaOf('rough', {}), layer: Rough as never };
    expect((await faultsOf(rough))['computes its formula']).toBeDefined();
    const own = formulaOf('own', { derivative: () => sigmoid(x) });
    const faults = await faultsOf(own, {
      values: [
        [0, 0],
        [infinity, infinity],
        [-infinity, -infinity],
      ],
    });
    expect(Object.keys(faults)).toEqual(['has the gradient of its function']);
  });

  it('values of a variant that differ from those of another source', async () => {
    // SiLU's.
    const variantGolden = { tanh: [[1, 0.7310585786300049, 0.9276705118714867]] };
    const faults = await faultsOf(gelu, { values: values(0, [0, 0]), variantGolden });
    expect(faults['has the golden values']).toContain('at x = 1: expected 0.7310585786300049');
  });

  it('a function whose reflection does not differ by the line', async () => {
    const sound = { values: values(0, [0, 0]) };
    const name = 'and its reflection differ by a line';
    expect(await faultsOf(silu, { ...sound, reflection: 1 })).not.toHaveProperty(name);
    expect((await faultsOf(mish, { ...sound, reflection: 1 }))[name]).toMatch(/^f\(/);
    const slope = formulaOf('slope', {
      formula: () => mul(x, sigmoid(x)),
      derivative: () => sigmoid(mul(2, x)),
    });
    expect((await faultsOf(slope, { ...sound, reflection: 1.5 }))[name]).toMatch(/^f\(/);
    const surrogate = formulaOf('surrogate', {
      formula: () => mul(x, sigmoid(x)),
      derivative: () => select(x, -1, 1, 0),
    });
    expect((await faultsOf(surrogate, { ...sound, reflection: 1 }))[name]).toMatch(/^f'\(/);
  });

  it('unused declarations, and a stable form of another function', async () => {
    const plain = {
      values: [
        [0, 0],
        [infinity, infinity],
        [-infinity, -infinity],
      ],
    } as const;
    expect(await faultsOf(formulaOf('idle', { options: { beta: { default: 1 } } }), plain)).toEqual({
      'uses what it declares': 'declares beta, which nothing uses',
    });
    expect(
      await faultsOf(formulaOf('unstable', { stable: () => max(x, -3) }), { values: values(-3, [0, 0]) }),
    ).toEqual({
      'uses what it declares': expect.stringMatching(/^at x = -10 the stable form gives -3, the formula -10/),
    });
  });
});

describe('findTies', () => {
  it.each([
    ['a comparison on the grid', max(x, 0), [0]],
    ['one beside it', min(sub(x, 0.1), 0), [0.1]],
    ['two of one', max(mul(x, x), 2), [-Math.SQRT2, Math.SQRT2]],
    ['none', sigmoid(x), []],
  ])('%s', (_, expression, expected) => {
    const ties = findTies([expression], {});
    expect(ties).toHaveLength(expected.length);
    for (const [i, tie] of ties.entries()) expect(tie).toBeCloseTo(expected[i]!, 14);
  });

  it('of a function with options', () => {
    const { value } = functionOf(smelu.definition, { halfWidth: 1.5 }, { training: true });
    expect(findTies([value], { halfWidth: 1.5 })).toEqual([-1.5, 1.5]);
    expect(evaluate(value, { halfWidth: 1.5, x: 1.5 })).toBe(1.5);
  });
});
