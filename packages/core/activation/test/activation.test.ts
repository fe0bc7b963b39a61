import { loadBackends } from '@rectified/backend';
import { add, differentiate, type Expression, evaluate, log, mul, symbol, x } from '@rectified/expression';
import { uniform as uniformNumbers } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  activation,
  checkFormula,
  choice,
  forwardProgram,
  functionOf,
  layerOf,
  opOf,
  uniform,
  valueAt,
} from '../src/index.js';
import { elu, gelu, helu, mish, randomizedSmoothLeaky, silu, swish } from './formulas.js';

const backends = await loadBackends();
const paper = { title: 'A test', authors: ['Nobody'], year: 2026 };
const points = [-20, -3, -1, -0.1, 0, 0.1, 1, 3, 20];

describe.each(backends)('on %s', (backend) => {
  it('the op and its derivative are those of the formula in float64', async () => {
    await tf.setBackend(backend);
    const { value, derivatives } = functionOf(mish.definition, {}, { training: true });
    tf.tidy(() => {
      const op = opOf(mish);
      closeTo(
        op(points).dataSync(),
        points.map((at) => evaluate(value, { x: at })),
        { absolute: 3e-7, relative: 3e-7 },
      );
      closeTo(
        tf
          .grad((x) => op(x))(tf.tensor1d(points))
          .dataSync(),
        points.map((at) => evaluate(derivatives.input, { x: at })),
        { absolute: 3e-7, relative: 3e-7 },
      );
    });
  });

  it('gradients of gradients follow from the formula', async () => {
    await tf.setBackend(backend);
    const op = opOf(swish);
    const beta = symbol('parameter', 'beta');
    const { value, derivatives } = functionOf(swish.definition, { initialBeta: 1 }, { training: true });
    tf.tidy(() => {
      const at = [-2, -0.5, 0.5, 2];
      const slope = (x: tf.Tensor, beta: tf.Tensor) => tf.grad((x) => op(x, { beta }))(x) as tf.Tensor;
      const second = tf.grads((x, beta) => tf.sum(slope(x!, beta!)))([tf.tensor1d(at), tf.scalar(1.5)]);
      const expected = (by: typeof x) =>
        at.map((each) => evaluate(differentiate(derivatives.input, by), { x: each, beta: 1.5 }));
      closeTo(second[0]!.dataSync(), expected(x), { absolute: 1e-5 });
      closeTo(second[1]!.dataSync(), [expected(beta).reduce((sum, each) => sum + each)], { absolute: 1e-5 });
      const third = tf.grad((x) => tf.sum(tf.grad((x) => tf.sum(slope(x, tf.scalar(1.5))))(x)));
      closeTo(
        third(tf.tensor1d(at)).dataSync(),
        at.map((each) =>
          evaluate(differentiate(differentiate(differentiate(value, x), x), x), { x: each, beta: 1.5 }),
        ),
        { absolute: 1e-4 },
      );
    });
  });

  it('a NaN whose sign bit is set stays NaN', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const infinities = tf.tensor1d([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
      const nan = tf.sub(infinities, infinities);
      for (const op of [opOf(helu), opOf(mish), opOf(elu)])
        expect([...op(nan).dataSync()]).toEqual([Number.NaN, Number.NaN]);
    });
  });

  it('the backward pass computes a given derivative', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const at = tf.tensor1d([-1, -0.05, -0.04, 0, 1]);
      const op = opOf(helu);
      expect([...op(at).dataSync()].map((each) => each + 0)).toEqual([0, 0, 0, 0, 1]);
      expect([
        ...tf
          .grad((x) => op(x))(at)
          .dataSync(),
      ]).toEqual([0, 0, 1, 1, 1]);
    });
  });

  it('noise depends on the key, and is the same in the backward pass; a clip does not mask gradients', async () => {
    await tf.setBackend(backend);
    const noise = { seed: 1, stream: 2, step: 3 };
    const op = opOf(randomizedSmoothLeaky);
    const { value, derivatives } = functionOf(
      randomizedSmoothLeaky.definition,
      { lowerSlope: 0.125, upperSlope: 0.333 },
      { training: true },
    );
    tf.tidy(() => {
      const at = Array.from({ length: 60 }, (_, i) => (i - 30) / 7);
      const drawn = uniformNumbers(60, noise);
      const given = (steepness: number) =>
        at.map((x, i) => ({ x, r: drawn[i]!, lowerSlope: 0.125, upperSlope: 0.333, steepness }));
      const f = (x: tf.Tensor, steepness: tf.Tensor) => op(x, { training: true, noise, steepness });
      const input = tf.tensor1d(at);
      for (const [steepness, clipped] of [
        [2, 2],
        [0.1, 0.5],
      ] as const) {
        const [dx, ds] = tf.grads((x, s) => f(x!, s!))([input, tf.scalar(steepness)]);
        const tolerance = { absolute: 1e-6, relative: 1e-5 };
        closeTo(
          f(input, tf.scalar(steepness)).dataSync(),
          given(clipped).map((v) => evaluate(value, v)),
          tolerance,
        );
        closeTo(
          dx!.dataSync(),
          given(clipped).map((v) => evaluate(derivatives.input, v)),
          tolerance,
        );
        const sum = given(clipped).reduce((total, v) => total + evaluate(derivatives.parameters[0]!, v), 0);
        closeTo(ds!.dataSync(), [sum], { absolute: 1e-5, relative: 1e-5 });
      }
    });
  });
});

describe('a layer', () => {
  it('has parameters that describe themselves', () => {
    const layer = new (layerOf(randomizedSmoothLeaky))();
    expect(layer.parameterUpdates).toEqual({ steepness: { rateFactor: 2, decayFactor: 1 } });
    tf.dispose(layer.apply(tf.zeros([2, 3])) as tf.Tensor);
    expect(layer.weights.map(({ shape }) => shape)).toEqual([[]]);
    const swishes = new (layerOf(swish))({ initialBeta: 2 });
    tf.dispose(swishes.apply(tf.zeros([2, 3])) as tf.Tensor);
    expect([...swishes.weights[0]!.read().dataSync()]).toEqual([2, 2, 2]);
  });

  it('takes its noise from the call, or draws its own and increments the step', () => {
    tf.tidy(() => {
      const layer = new (layerOf(randomizedSmoothLeaky))({ seed: 3 });
      const input = tf.ones([2, 3]);
      layer.build([2, 3]);
      const key = { seed: 9, stream: 8, step: 7 };
      const [own] = layer.elementwise({ training: true }).noise;
      expect(own).toEqual({ seed: 3, stream: 0, step: 0 });
      expect(layer.elementwise({ training: true, noise: key }).noise).toEqual([key]);
      expect(layer.elementwise({ training: false }).noise).toEqual([]);
      expect(layer.noise.step).toBe(1);
      const outputs = [0, 1].map(() =>
        String((layer.apply(input, { training: true, noise: key as never }) as tf.Tensor).dataSync()),
      );
      expect(outputs[0]).toBe(outputs[1]);
      expect(layer.noise.step).toBe(1);
    });
  });

  it('has one function for all values of an option', () => {
    const layer = layerOf(elu);
    const [a, b] = [1, 2].map((negativeScale) =>
      new layer({ negativeScale }).elementwise({ training: true }),
    );
    expect(a!.function).toBe(b!.function);
    expect([a!.options, b!.options]).toEqual([[1], [2]]);
    const forms = ['erf', 'tanh'] as const;
    const [c, d] = forms.map((form) => new (layerOf(gelu))({ form }).elementwise({ training: true }));
    expect(c!.function).not.toBe(d!.function);
  });

  it.each([[true], [1]])('refuses the bare argument %j for { training: true }', (training) => {
    const layer = new (layerOf(silu))();
    expect(() => layer.call(tf.zeros([1, 1]), training as never)).toThrow(
      `call of silu: expected an object such as { training: true }, got ${training}`,
    );
  });
});

it.each<[unknown[], string]>([
  [[6], 'options of silu: expected an object of options, got 6'],
  [[true], 'options of silu: expected an object of options, got true'],
  [[{}, 6], 'third argument of silu: expected nothing, got 6'],
  [[{ beta: 1 }], 'unknown option "beta" of silu'],
])('silu(x, ...%j) is refused', (args, message) => {
  expect(() => (opOf(silu) as (...args: unknown[]) => void)([1], ...args)).toThrow(message);
});

it('an op requires its parameters', () => {
  expect(() => opOf(swish)([1])).toThrow(
    'beta of swish: expected a tensor, a number or a list of numbers, got nothing',
  );
});

it('several noises of one call have separate keys', () => {
  const key = { seed: 1, stream: 2 ** 32 - 1, step: 3 };
  const keys = uniform.split(key, 3, 'silu');
  expect(keys[0]).toEqual(key);
  expect(new Set(keys.map(({ stream }) => stream)).size).toBe(3);
  expect(keys.every(({ stream }) => stream >>> 0 === stream)).toBe(true);
});

it('valueAt is the formula in float64', () => {
  expect(valueAt(silu, 1)).toBeCloseTo(0.7310585786300049, 15);
  expect(valueAt(elu, -1, { negativeScale: 2 })).toBeCloseTo(2 * Math.expm1(-1), 15);
  expect(valueAt(swish, 1, { beta: 0 })).toBe(0.5);
  expect(() => valueAt(silu, 1, { beta: 1 } as never)).toThrow('unknown option "beta"');
});

describe('invalid definitions', () => {
  const of = (definition: object) =>
    activation({ name: 'wrong', title: 'Wrong', paper, formula: () => x, ...definition } as never);
  const make = (definition: object) => () => checkFormula(of(definition).definition);

  it.each<[object, string]>([
    [{ formula: () => 3 }, 'expected a part of a formula, got 3'],
    [{ formula: () => undefined }, 'expected a part of a formula'],
    [{ formula: () => ({ op: 'system', args: ['rm'] }) }, 'expected an operation'],
    [{ formula: () => ({ op: 'constant', value: '1); system("rm' }) }, 'expected a finite number'],
    [
      { formula: () => mul(x, symbol('option', 'beta')) },
      'formula of Wrong: expected a formula of x, got the option beta',
    ],
    [
      { derivative: () => log(symbol('noise', 'r')) },
      'derivative of Wrong: expected a formula of x, got the noise r',
    ],
    [
      { formula: () => mul(Math.random(), x) },
      'formula of Wrong: expected the same formula at every call, got two that differ. Random numbers are declared: noise: { r: uniform }',
    ],
    [
      { formula: ({ x }: { x: number }) => x * 2 },
      'In place of the operators + - * / write add, sub, mul and div',
    ],
    [{ formula: ({ x }: { x: number }) => mul(x * 2, 3) }, 'expected a finite number, got NaN. In place of'],
    [{ formula: ({ x }: { x: string }) => x + 1 }, 'In place of the operators'],
    [
      { formula: ({ x, beta }: Record<string, Expression>) => mul(x!, beta!) },
      'unknown name in formula of Wrong "beta": expected x. Declare beta in options, parameters or noise',
    ],
    [
      {
        options: { beta: { default: 1 } },
        formula: ({ x, bta }: Record<string, Expression>) => mul(x!, bta!),
      },
      'Did you mean "beta"?',
    ],
    [{ forumla: () => x }, 'unknown option "forumla" of definition of Wrong'],
    [{ options: { beta: { default: 1, mni: 0 } } }, 'unknown option "mni" of option beta of Wrong'],
    [{ options: { form: { ...choice('a', 'b'), chioces: [] } } }, 'unknown option "chioces" of option form'],
    [{ parameters: { beta: { initial: 1, decay: 0 } } }, 'unknown option "decay" of parameter beta of Wrong'],
    [
      { options: { beta: { default: 1, min: 2 } } },
      'default of option beta of Wrong: expected a number of at least 2, got 1',
    ],
    [{ options: { beta: {} } }, 'default of option beta of Wrong: expected a finite number, got nothing'],
    [{ options: { 'a;b': { default: 1 } } }, 'a name in the formula of Wrong'],
    [{ options: { x: { default: 1 } } }, 'got "x"'],
    // What layers of tfjs take, and what every object has.
    ...['name', 'trainable', 'dtype', 'constructor', 'toString', 'hasOwnProperty'].flatMap(
      (name): [object, string][] => [
        [{ options: { [name]: { default: 1 } } }, `got "${name}"`],
        [{ parameters: { [name]: { initial: 1 } } }, `got "${name}"`],
      ],
    ),
    ...['"', "it's", 'a\nb', '*/', '__proto', '`', '??/', 'é', ''].map((name): [object, string] => [
      { parameters: { [name]: { initial: 1 } } },
      'a name in the formula of Wrong',
    ]),
    [{ parameters: { dy: { initial: 1 } } }, 'got "dy"'],
    [{ parameters: { r: { initial: 1 } }, noise: { r: uniform } }, 'each name once'],
    [{ options: { form: choice('a', 'b') }, formula: ({ form }: { form: unknown }) => form }, 'got "a"'],
  ])('%j', (definition, message) => {
    expect(make(definition)).toThrow(message);
  });

  it('never becomes a program', () => {
    const system = { op: 'constant', value: '1); system("rm' };
    for (const wrong of [
      { formula: () => system },
      { formula: () => add(x, system as never) },
      { derivative: () => mul(x, symbol('noise', '0; } int evil;')) },
    ]) {
      const program = () => forwardProgram(functionOf(of(wrong).definition as never, {}, { training: true }));
      expect(program).toThrow(/expected a (finite number|formula of x)/);
    }
  });

  it('circular expressions are refused', () => {
    const circle: Record<string, unknown> = { op: 'neg' };
    circle.args = [circle];
    expect(make({ formula: () => circle })).toThrow('too large');
  });
});
