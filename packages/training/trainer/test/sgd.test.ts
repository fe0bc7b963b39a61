import { InputError } from '@rectified/errors';
import { describe, expect, it } from 'vitest';
import { rateAt, type SgdConfig, sgd, stepDecay } from '../src/index.js';
import { variableFactors } from '../src/variable-factors.js';

describe('sgd', () => {
  it('fills the defaults, and stays the same through JSON and itself', () => {
    const full = sgd({ rate: 0.1 });
    expect(full).toEqual({ rate: 0.1, momentum: 0.9, decay: 0, clip: {}, groups: [] });
    const config = sgd({
      rate: stepDecay(0.1, { 200: 0.1 }),
      decay: 1e-4,
      clip: { norm: 5 },
      groups: [{ match: 'conv9/*', rateFactor: 0.1 }],
    });
    expect(sgd(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  it.each<[unknown, string]>([
    [
      {},
      'rate of optimizer: expected a rate above 0, or { start, afterEpochs: { EPOCH: FACTOR } }, or .*, got nothing',
    ],
    [{ rate: -1 }, 'rate of optimizer: expected a rate above 0, .*, got -1'],
    [{ rate: { start: 1, afterEpochs: { '1.5': 0.1 } } }, 'rate of optimizer: expected a rate above 0'],
    [{ rate: { start: 1, factor: 1 } }, 'rate of optimizer: expected a rate above 0'],
    [{ rate: 0.1, momentum: 1 }, 'momentum of optimizer: expected a number of at least 0 and below 1, got 1'],
    [{ rate: 0.1, decay: -1 }, 'decay of optimizer: expected a number of at least 0, got -1'],
    [{ rate: 0.1, clip: { norm: 0 } }, 'clip.norm of optimizer: expected a number above 0, got 0'],
    [
      { rate: 0.1, groups: [{ rateFactor: 1 }] },
      'groups\\[0\\].match of optimizer: expected a pattern of variable names',
    ],
    [
      { rate: 0.1, groups: [{ match: '*', rateFactor: '1' }] },
      'groups\\[0\\].rateFactor of optimizer: .*got "1"',
    ],
    [{ rate: 0.1, momentun: 0.9 }, 'unknown key of optimizer "momentun": .*Did you mean "momentum"?'],
    [{ rate: 0.1, clip: { nrom: 1 } }, 'unknown key of clip of optimizer "nrom": .*Did you mean "norm"?'],
    [
      { rate: 0.1, groups: [{ match: '*', rate: 1 }] },
      'unknown key of groups\\[0\\] of optimizer "rate": expected match, rateFactor, or decayFactor',
    ],
  ])('refuses %j', (config, message) => {
    expect(() => sgd(config as SgdConfig)).toThrow(InputError);
    expect(() => sgd(config as SgdConfig)).toThrow(new RegExp(message));
  });
});

describe('stepDecay and rateAt', () => {
  it.each<[() => unknown, string]>([
    [() => stepDecay(-1, { 2: 0.1 }), 'start of stepDecay: expected a number above 0, got -1'],
    [() => stepDecay(Number.NaN, { 2: 0.1 }), 'start of stepDecay: expected a number above 0, got NaN'],
    [() => stepDecay(0.1, { 2: -0.1 }), 'afterEpochs.2 of stepDecay: expected a number above 0, got -0.1'],
    [() => stepDecay(0.1, { x: 0.1 } as never), 'afterEpochs.x of stepDecay: expected epochs counted from 1'],
    [
      () => stepDecay(0.1, [200] as never),
      'expected an object of epochs and factors, such as { 200: 0.1 }, got [200]',
    ],
    [() => (stepDecay as (start: number) => unknown)(0.1), 'afterEpochs of stepDecay: .* got nothing'],
    [
      () => rateAt('0.1' as never, { step: 0, epoch: 1, steps: 100 }),
      'schedule: expected a rate above 0, .* got "0.1"',
    ],
    [
      () => rateAt(0.1, undefined as never),
      'the moment of a rate: expected an object of step, epoch, steps, got nothing',
    ],
    [
      () => rateAt(0.1, { step: -1, epoch: 1, steps: 100 }),
      'step of the moment of a rate: expected a whole number from 0, got -1',
    ],
    [
      () => rateAt(0.1, { step: 0, epoch: 1, steps: 100 }, Number.NaN),
      'factor of a rate: expected a number of at least 0',
    ],
  ])('%#: refuses values', (run, message) => {
    expect(run).toThrow(InputError);
    expect(run).toThrow(new RegExp(message.replaceAll(/[[\]{}]/g, '\\$&')));
  });
});

describe('variableFactors', () => {
  const names = [
    'conv1/kernel',
    'conv1/bias',
    'act1/slope',
    'conv9/kernel',
    'conv9/bias',
    'block/conv1/bias',
  ];
  const factors = (groups: Parameters<typeof variableFactors>[1]) =>
    Object.fromEntries(
      variableFactors(names, groups).map(({ rate, decay }, index) => [names[index], [rate, decay]]),
    );

  it('gives biases and slopes twice the rate and no decay', () => {
    expect(factors([])).toEqual({
      'conv1/kernel': [1, 1],
      'conv1/bias': [2, 0],
      'act1/slope': [2, 0],
      'conv9/kernel': [1, 1],
      'conv9/bias': [2, 0],
      'block/conv1/bias': [2, 0],
    });
  });

  it('takes each factor from the last group that matches and has it', () => {
    const {
      'conv9/kernel': kernel,
      'conv9/bias': bias,
      'conv1/kernel': other,
    } = factors([
      { match: 'conv9/*', rateFactor: 0.5 },
      { match: 'conv9/*', rateFactor: 0.1 },
      { match: '*kernel', decayFactor: 3 },
    ]);
    expect([kernel, bias, other]).toEqual([
      [0.1, 3],
      [0.1, 0],
      [1, 3],
    ]);
  });

  it('takes patterns literally but for the star', () => {
    expect(() => factors([{ match: 'conv.*' }])).toThrow(InputError);
    expect(() => factors([{ match: 'kernel' }])).toThrow(InputError);
  });

  it('refuses a pattern that matches nothing, and shows the names', () => {
    expect(() => factors([{ match: 'conv10/*', rateFactor: 0.1 }])).toThrow(
      /no variable matches the pattern "conv10\/\*" of an optimizer group: expected some of conv1\/kernel, conv1\/bias/,
    );
  });
});
