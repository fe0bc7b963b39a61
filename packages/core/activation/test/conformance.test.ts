import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { testActivation } from '../src/testing/index.js';
import { activationOf, half, learnedOf, noisyOf, values } from './activation-of.js';
import { faultsOf } from './faults-of.js';

const backends = await loadBackends();

describe('testActivation passes sound activations', () => {
  testActivation(activationOf(), { describe, it, backends, values, variantValues: { '4': [[-1, -0.25]] } });
  testActivation(learnedOf(), { describe, it, backends, values });
  testActivation(noisyOf(), { describe, it, backends, values });
});

const without = (divisor: number, x: tf.Tensor) => half(x, divisor);
/** `half` with another gradient. */
const graded =
  (gradient: (dy: tf.Tensor, x: tf.Tensor, divisor: number) => tf.Tensor) =>
  (x: tf.Tensor, divisor: number) =>
    tf.tidy(() =>
      tf.customGrad((x, save) => {
        (save as tf.GradSaveFunc)([x as tf.Tensor]);
        return { value: without(divisor, x as tf.Tensor), gradFunc: (dy, [x]) => gradient(dy, x!, divisor) };
      })(tf.cast(x, 'float32')),
    );

describe('testActivation finds', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('nothing wrong with sound ones', async () => {
    for (const activation of [activationOf(), learnedOf(), noisyOf()])
      expect(await faultsOf(activation)).toEqual({});
  });

  const gradient = 'has the gradient of its function';
  const described = 'is described completely';
  const random = 'is random by its key only';
  const memory = 'leaves no tensors behind';
  const saving = 'is the same after saving and loading';

  it.each([
    ['a gradient of 1 everywhere', graded((dy) => tf.clone(dy))],
    ['a gradient with the wrong slope', graded((dy, x) => tf.where(tf.greater(x, 0), dy, tf.mul(dy, 0.45)))],
    ['a gradient with the sides swapped', graded((dy, x, a) => tf.where(tf.less(x, 0), dy, tf.div(dy, a)))],
  ])('%s', async (_, call) => {
    const faults = await faultsOf(activationOf(call));
    expect(Object.keys(faults)).toEqual([gradient]);
    expect(faults[gradient]).toMatch(
      /^by the input, in training: at -?[\d.]+ the outputs change by .* and the gradient says/,
    );
  });

  it('a wrong gradient of a weight', async () => {
    const faults = await faultsOf(learnedOf((ds) => tf.mul(ds, 0.5)));
    expect(Object.keys(faults)).toEqual([gradient]);
    expect(faults[gradient]).toMatch(
      /^by the weight .*slope, in training: at -?[\d.]+ the outputs change by/,
    );
  });

  it('a backward pass that draws other noise than its forward pass', async () => {
    const faults = await faultsOf(noisyOf({ backwardKey: (noise) => ({ ...noise, step: noise.step + 1 }) }));
    expect(Object.keys(faults)).toEqual([gradient]);
  });

  it('wrong values, and undocumented ones', async () => {
    const name = 'has the documented values';
    const wrong = await faultsOf(activationOf(), {
      values: [...values, [2, 3]],
      variantValues: { '4': [[-1, -0.5]] },
    });
    expect(wrong).toEqual({ [name]: 'at x = -1: expected -0.5, got -0.25' });
    expect(await faultsOf(activationOf(), { values: [[0, 0]] })).toEqual({
      [name]: 'values: the output at Infinity and -Infinity is not documented',
    });
    const lost = await faultsOf(
      activationOf((x, a) => tf.tidy(() => tf.sub(tf.relu(x), tf.mul(tf.sub(tf.abs(x), x), 0.5 / a)))),
    );
    expect(lost[name]).toBe('at x = Infinity: expected Infinity, got NaN');
  });

  it('NaN swallowed', async () => {
    const swallow = (x: tf.Tensor, a: number) =>
      tf.tidy(() => half(tf.where(tf.isNaN(x), tf.zerosLike(x), x), a));
    expect(await faultsOf(activationOf(swallow))).toEqual({
      'turns NaN into NaN': 'NaN became 0 in training',
    });
  });

  it('a fixed shape', async () => {
    const flat = (x: tf.Tensor, a: number) => tf.tidy(() => half(x.rank > 4 ? tf.reshape(x, [-1]) : x, a));
    expect(await faultsOf(activationOf(flat))).toEqual({
      'takes every shape': 'input [1,2,3,2,5] in training: expected an output [1,2,3,2,5], got [60]',
    });
  });

  it('integers that come out as integers, or wrong', async () => {
    const name = 'takes or refuses integers';
    const kept = await faultsOf(activationOf((x, a) => tf.tidy(() => tf.cast(half(x, a), x.dtype))));
    expect(kept).toEqual({ [name]: 'int32 input: expected float32, got int32' });
    const cut = await faultsOf(
      activationOf((x, a) => tf.tidy(() => tf.cast(tf.cast(half(x, a), x.dtype), 'float32')), {
        variants: {},
      }),
    );
    expect(cut[name]).toMatch(/^int32 input: element 0: expected -1.5, got -1/);
    const refuse = (message: string) => (x: tf.Tensor, a: number) => {
      if (x.dtype !== 'float32') throw new Error(message);
      return half(x, a);
    };
    expect(await faultsOf(activationOf(refuse('expected float32 input, got int32')))).toEqual({});
    const [fault] = Object.values(await faultsOf(activationOf(refuse('oops'))));
    expect(fault).toContain('expected an error that names it, got Error: oops');
  });

  it('a class that is not registered, or by another', async () => {
    const faults = await faultsOf(activationOf(half, { register: false, className: 'TestUnregistered' }));
    expect(Object.keys(faults)).toEqual([described, saving]);
    expect(faults[described]).toContain('"TestUnregistered" is not registered');
    expect(faults[saving]).toContain('Unknown layer: TestUnregistered');
    const first = activationOf(half, { className: 'TestTwice' });
    activationOf(half, { className: 'TestTwice' });
    expect(await faultsOf(first)).toEqual({
      [described]: 'layer: another class is registered as "TestTwice"',
      [saving]: 'expected the class TestTwice, got another',
    });
  });

  it('a config that is not saved', async () => {
    const faults = await faultsOf(activationOf(half, { config: false }));
    expect(faults).toEqual({ [saving]: 'getConfig(): expected divisor = 4, got undefined' });
  });

  it('random numbers that no key decides', async () => {
    const faults = await faultsOf(
      activationOf((x) => tf.tidy(() => tf.maximum(tf.cast(x, 'float32'), tf.mul(x, Math.random())))),
    );
    expect(faults[random]).toBe('the output differs from call to call in training');
    expect(faults[gradient]).toBeDefined();
  });

  const same = (seed: number, stream: number, step: number) =>
    `the output in training is the same with the noise {"seed":${seed},"stream":${stream},"step":${step}}`;
  it.each<[string, Parameters<typeof noisyOf>[0], string]>([
    ['a seed that is ignored', { key: (noise) => ({ ...noise, seed: 0 }) }, same(8, 11, 13)],
    ['a stream that is ignored', { key: (noise) => ({ ...noise, stream: 0 }) }, same(7, 12, 13)],
    ['a step that is ignored', { key: (noise) => ({ ...noise, step: 0 }) }, same(7, 11, 14)],
    ['noise that stands still', { next: (noise) => noise }, 'training must count noise.step on by one'],
    [
      'noise that inference uses up',
      { next: (noise) => ({ ...noise, step: noise.step + 1 }) },
      'inference must leave noise alone',
    ],
    [
      'noise in inference',
      { inference: (noise) => 1 / noise.step },
      'the output in inference depends on the noise {"seed":7,"stream":11,"step":14}',
    ],
    [
      'a seed in the config that is ignored',
      { first: () => ({ seed: 1, stream: 0, step: 0 }) },
      'expected the config { seed: 5 } to seed the noise',
    ],
    [
      'the same seed for all',
      { first: (seed = 1) => ({ seed, stream: 0, step: 0 }) },
      'two layers without a seed draw the same noise',
    ],
  ])('%s', async (_, changes, message) => {
    const faults = await faultsOf(noisyOf(changes), { values: [...values.slice(1)] });
    expect(faults).toEqual({ [random]: message });
  });

  it('tensors left behind by either pass', async () => {
    const forward = await faultsOf(activationOf((x, a) => half(tf.cast(x, 'float32'), a)));
    expect(forward).toEqual({ [memory]: 'a forward pass in training leaves 1 tensors behind; use tf.tidy' });
    const kept: tf.Tensor[] = [];
    const backward = await faultsOf(
      activationOf(
        graded((dy, x, a) => {
          kept.push(tf.keep(tf.mul(dy, 2)));
          return tf.where(tf.greater(x, 0), dy, tf.div(dy, a));
        }),
      ),
    );
    tf.dispose(kept);
    expect(backward).toEqual({ [memory]: 'a backward pass in training leaves 1 tensors behind' });
  });

  it('backends that differ', async () => {
    const other = backends.find((name) => name !== 'cpu')!;
    const faults = await faultsOf(
      activationOf((x, a) => half(x, tf.getBackend() === other ? a + 0.01 : a)),
      { backends: ['cpu', other], values: [...values.slice(1)] },
    );
    expect(Object.keys(faults)).toEqual(['agrees on all backends']);
    expect(faults['agrees on all backends']).toMatch(
      new RegExp(`^${other} against cpu, in training: element`),
    );
    await tf.setBackend('cpu');
  });

  it("no paper: an idea of one's own has none", async () => {
    expect(await faultsOf(activationOf(half, { paper: undefined }))).toEqual({});
  });

  const paper = { title: 'On Halves', authors: ['Doe'], year: 2020 };
  it.each<[string, Parameters<typeof activationOf>[1]]>([
    ['name: expected lower case with hyphens, got "Half"', { name: 'Half' }],
    ['name: expected lower case with hyphens, got "leaky:5"', { name: 'leaky:5' }],
    ['title: expected the name for tables and legends, got nothing', { title: ' ' }],
    ['paper.title: expected the title of the publication, got nothing', { paper: { ...paper, title: '' } }],
    ['paper.authors: expected family names, got none', { paper: { ...paper, authors: [] } }],
    ['paper.year: expected a year, got 20', { paper: { ...paper, year: 20 } }],
    [
      'paper.arxiv: expected a number such as 1505.00853, got "abs/1"',
      { paper: { ...paper, arxiv: 'abs/1' } },
    ],
    ['paper.doi: expected a DOI such as 10.1109/5.771073, got "1"', { paper: { ...paper, doi: '1' } }],
    ['layer: expected a static className, got none', { className: '', register: false }],
    [
      'layer: className "Half" has no prefix, and the last package that registers it wins; expected one such as "AcmeHalf"',
      { className: 'Half' },
    ],
    [
      'variants: expected titles that differ, got Half; Half',
      { variants: { a: { title: 'Half', config: {} } } },
    ],
    [
      'variant "a:b": expected a name like "log-mean" or "5.5"',
      { variants: { 'a:b': { title: 'A', config: {} } } },
    ],
    ['variant a: expected a title, got nothing', { variants: { a: { title: '', config: {} } } }],
    [
      'variant a: expected a config that survives JSON, got {"divisor":null}',
      { variants: { a: { title: 'A', config: { divisor: Infinity } } } },
    ],
  ])('%s', async (message, changes) => {
    expect((await faultsOf(activationOf(half, changes)))[described]).toBe(message);
  });

  it('values for a variant that is none', async () => {
    const faults = await faultsOf(activationOf(), { variantValues: { '5': [] } });
    expect(faults).toEqual({ [described]: 'values are given for "5", which is not a variant' });
  });

  it.each<[string, (outputs: number) => number, string]>([
    [
      'twice what it is',
      (outputs) => 2 * outputs,
      'input [1,1] in training: inputChannels(2): expected 2, got 4',
    ],
    [
      'no whole number',
      () => 0.5,
      'input [1,1] in training: inputChannels: expected a whole number from 1 for some number of outputs up to 1000, got none',
    ],
  ])('numbers of channels that are wrong: %s', async (_, inputChannels, message) => {
    const activation = activationOf();
    Object.assign(activation.layer.prototype, { inputChannels });
    expect((await faultsOf(activation))['takes every shape']).toBe(message);
  });

  it('that nothing would be tested', () => {
    expect(() => testActivation(activationOf(), { describe, it, backends: [], values })).toThrow(
      'no backend',
    );
  });
});

it('backends that are missing are skipped, not passed', () => {
  const skipped: string[] = [];
  const test = Object.assign(() => {}, { skip: (name: string) => skipped.push(name) });
  testActivation(activationOf(), { describe: (_, body) => body(), it: test, backends: ['cpu'], values });
  expect(skipped).toEqual([
    'works on tensorflow, which is not available here',
    'works on wasm, which is not available here',
  ]);
});
