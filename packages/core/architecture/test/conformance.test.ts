import { loadBackends } from '@rectified/backend';
import { gaussian } from '@rectified/layers';
import { streamOf } from '@rectified/random';
import { closeTo, faultsOf as faultsOfSuite } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { type Architecture, type ArchitectureOptions, widthOption } from '../src/index.js';
import { type ConformanceOptions, testArchitecture } from '../src/testing/index.js';
import { setSines } from '../src/testing/set-sines.js';
import { sineImages } from '../src/testing/sine-images.js';
import { architectureOf, type Faults } from './architecture-of.js';

type Parts = NonNullable<Faults['parts']>;
type Options = ConformanceOptions<ArchitectureOptions>;

const backends = await loadBackends();
const followers: Record<string, string[]> = { conv1: ['act1'], conv2: ['norm2', 'act2'], fc: [] };
const own: Omit<Options, 'describe' | 'it' | 'backends'> = {
  small: { width: 0.1 },
  otherShape: [6, 10, 1],
  behind: (layer) => followers[layer]!,
  variables: {
    count: 3 * 2 + 2 + 2,
    names: ['conv1/kernel', 'act1/slope', 'norm2/gamma', 'act2/slope', 'fc/bias'],
  },
  sizes: [
    {
      options: { classes: 10 },
      parameters: 27 * 36 + 36 + (36 * 64 + 64) + 2 * 64 + (64 * 10 + 10),
      statistics: 2 * 64,
      macs: 8 * 8 * (27 * 36 + 36 * 64) + 64 * 10,
      slopes: 36 + 64,
      activated: 8 * 8 * (36 + 64),
    },
  ],
};

describe('testArchitecture passes a sound architecture', () => {
  testArchitecture(architectureOf(), { describe, it, backends, ...own });
  testArchitecture(architectureOf(), {
    describe,
    it,
    backends,
    ...own,
    smooth: true,
    variants: [{ shape: [5, 7, 2] }],
    refusals: [[{ width: 0 }, 'expected a number above 0']],
  });
});

/** The tests that an architecture fails, each with the first line of its message. */
async function faultsOf(
  architecture: Architecture<ArchitectureOptions>,
  options: Partial<Options> = {},
): Promise<Record<string, string>> {
  const faults = await faultsOfSuite((runner) =>
    testArchitecture(architecture, { ...runner, backends: ['cpu'], ...own, ...options }),
  );
  return Object.fromEntries(Object.entries(faults).map(([name, message]) => [name, message.split('\n')[0]!]));
}

type Tensor = tfl.SymbolicTensor;
let count = 0;

/** Applies a new layer that computes `call`, and that forgets its factor when it is saved. */
function layerOf(call: (x: tf.Tensor, factor: number) => tf.Tensor, { register = true, factor = 1 } = {}) {
  class Layer extends tfl.layers.Layer {
    static className = `TestLayer${count++}`;
    private readonly factor: number;
    constructor({ factor = 1, ...config }: { name?: string; factor?: number }) {
      super(config);
      this.factor = factor;
    }
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return call([inputs].flat()[0]!, this.factor);
    }
  }
  if (register) tf.serialization.registerClass(Layer);
  return (x: Tensor) => new Layer({ name: 'extra', factor }).apply(x) as Tensor;
}

const size = 'has its size, with {"classes":10}';
const places = 'has its activations in place';
const names = 'names its variables after its layers, in every model';
const weights = 'starts with the same weights for the same seed, whatever the activation';
const initializer = 'draws every kernel from the initializer that was asked for';
const noise = 'seeds its noise';
const width = 'scales its channels by the width';
const logits = 'gives logits for images of any size';
const saving = 'is the same after saving and loading';
const learning = 'learns everything that it can learn';
const refuses = (message: string) => `refuses options: ${message}`;

describe('testArchitecture finds', () => {
  it('nothing wrong with a sound one', async () => {
    expect(await faultsOf(architectureOf())).toEqual({});
  });

  it('an activation that is missing', async () => {
    const parts: Parts = ({ activation }) => ({
      activation: (name) => (name === 'act1' ? tfl.layers.reLU({ name }) : activation(name)),
    });
    expect(await faultsOf(architectureOf({ parts }))).toEqual({
      [size]: 'slopes: expected 100, got 64',
      [places]: 'act1 behind conv1 is not its activation',
      [names]: 'expected 10 variables, got 9',
      [refuses('activation() gave the same layer twice')]: expect.stringContaining('got a model'),
    });
  });

  it('an activation with something beside it, where none should be, or left out', async () => {
    const normalize = (x: Tensor, activation: tfl.layers.Layer) => {
      const normalized = tfl.layers.batchNormalization({ name: 'norm2' }).apply(x);
      return tfl.layers.add({ name: 'sum' }).apply([x, activation.apply(normalized) as Tensor]) as Tensor;
    };
    expect(await faultsOf(architectureOf({ normalize }))).toEqual({
      [places]: 'behind conv2: expected norm2, got norm2,sum',
    });
    expect(await faultsOf(architectureOf(), { behind: () => [] })).toEqual({
      [places]: 'conv1 is activated by act1, and should not be',
    });
    const parts: Parts = ({ activation }) => ({
      activation(name) {
        activation('spare');
        return activation(name);
      },
    });
    expect(await faultsOf(architectureOf({ parts }))).toEqual({
      [places]: 'an activation was made, but is not in the model: spare',
      [noise]: 'activations that are not in the model',
    });
  });

  it('variables with other names, or another number of them', async () => {
    const unnamed: Parts = (_, { activation }) => ({ activation });
    const found = await faultsOf(architectureOf({ parts: unnamed }), {
      variables: { count: 10, names: [] },
    });
    expect(found[names]).toBe('the variables of a second model have other names');
    const late: Parts = (_, { activation }) => ({
      activation(name) {
        const layer = activation();
        layer.build([null, 8, 8, name === 'act1' ? 4 : 6]);
        return Object.assign(layer, { name });
      },
    });
    expect((await faultsOf(architectureOf({ parts: late }), { sizes: [] }))[names]).toBe(
      'slope is the name of a variable of the layer act1',
    );
    const swapped = { count: 10, names: ['fc/bias', 'conv1/bias'] };
    expect(await faultsOf(architectureOf(), { variables: swapped })).toEqual({
      [names]: 'expected variables fc/bias,conv1/bias in this order, got conv1/bias,fc/bias',
    });
  });

  it('a seed that is ignored', async () => {
    expect(await faultsOf(architectureOf({ options: ({ seed, ...options }) => options }))).toEqual({
      [weights]: 'conv1/kernel is the same for seeds 3 and 4',
      [initializer]: 'key of conv1',
      [noise]: 'noise of act1',
    });
  });

  it('weights that depend on the activation', async () => {
    const parts: Parts = ({ activation, kernel }, { seed }) => {
      let last = '';
      return {
        activation(name) {
          const layer = activation(name);
          last = layer.getClassName();
          return layer;
        },
        kernel: (layer) => (layer === 'fc' ? gaussian({ seed, stream: streamOf(last) }) : kernel(layer)),
      };
    };
    expect(await faultsOf(architectureOf({ parts }))).toEqual({
      [weights]: 'fc/kernel differs with the activation, for one seed',
      [initializer]: 'layers that an initializer is asked for',
    });
  });

  it('an initializer that is asked for another layer, or not used', async () => {
    const other: Parts = ({ kernel }) => ({ kernel: (layer) => kernel(layer === 'fc' ? 'conv1' : layer) });
    expect(await faultsOf(architectureOf({ parts: other }))).toEqual({
      [initializer]: 'layers that an initializer is asked for',
    });
    const unused: Parts = ({ kernel }, { seed }) => ({
      kernel(layer) {
        kernel(layer);
        return gaussian({ seed, stream: streamOf(layer) });
      },
    });
    expect(await faultsOf(architectureOf({ parts: unused }))).toEqual({
      [initializer]: "the kernel of conv1 is another initializer's",
    });
  });

  it('noise that is not seeded', async () => {
    expect(await faultsOf(architectureOf({ seedNoise: () => {} }))).toEqual({ [noise]: 'noise of act1' });
  });

  it('channels that are cut off instead of rounded', async () => {
    const parts: Parts = (_, { width }) => ({ channels: (full) => Math.max(1, Math.floor(full * width)) });
    expect(await faultsOf(architectureOf({ parts }))).toEqual({
      [width]: 'channels of conv1 with width 0.1: expected 4, got 3',
    });
  });

  it('probabilities, and outputs that are not finite', async () => {
    const softmax = (x: Tensor) => tfl.layers.softmax({ name: 'softmax' }).apply(x) as Tensor;
    expect(await faultsOf(architectureOf({ end: softmax }))).toEqual({
      [logits]: 'outputs sum to 1: expected logits, without softmax',
    });
    const lost = layerOf((x) => tf.mul(x, Number.NaN));
    expect(await faultsOf(architectureOf({ end: lost }))).toEqual({
      [logits]: 'an output is not finite',
      [learning]: 'the gradient by conv1/kernel is NaN',
    });
  });

  it('a shape or number of classes that is ignored', async () => {
    expect(await faultsOf(architectureOf({ options: ({ shape, ...options }) => options }))).toEqual({
      [logits]: expect.stringContaining('expected a model from [n,6,10,1] to [n,3]'),
    });
    const options = (asked: ArchitectureOptions) => ({
      ...asked,
      classes: asked.classes === 3 ? 5 : asked.classes,
    });
    expect(await faultsOf(architectureOf({ options }))).toEqual({
      [logits]: expect.stringContaining('got one from [n,6,10,1] to [n,5]'),
    });
  });

  it('a layer that is not known when a model is loaded, or forgets', async () => {
    const unknown = layerOf((x) => tf.clone(x), { register: false });
    expect(await faultsOf(architectureOf({ between: unknown }))).toEqual({
      [saving]: expect.stringContaining('Unknown layer: TestLayer'),
    });
    const forgets = layerOf((x, factor) => tf.mul(x, factor), { factor: 2 });
    expect(await faultsOf(architectureOf({ between: forgets }))).toEqual({
      [saving]: expect.stringMatching(/^element 0: expected/),
    });
  });

  it.each(['parameters', 'statistics', 'macs', 'slopes', 'activated'] as const)('other %s', async (what) => {
    const [right] = own.sizes!;
    expect(await faultsOf(architectureOf(), { sizes: [{ ...right!, [what]: 1 }] })).toEqual({
      [size]: `${what}: expected 1, got ${right![what]}`,
    });
  });

  it('options that are not refused, or otherwise', async () => {
    const options = ({ ...options }: ArchitectureOptions) => {
      if (options.width === 3) throw new Error('no luck');
      return options;
    };
    const refusals: Options['refusals'] = [
      [{ classes: -1 }, 'got 1'],
      [{ width: 2 }, 'too wide'],
      [{ width: 3 }, 'no luck'],
    ];
    expect(await faultsOf(architectureOf({ options }), { refusals })).toEqual({
      [refuses('got 1')]: expect.stringContaining('expected "got 1", got "classes of example'),
      [refuses('too wide')]: 'expected an InputError with "too wide", got a model',
      [refuses('no luck')]: 'expected an InputError, got Error: no luck',
    });
  });

  it.each([
    [{ name: 'An Example' }, 'name: expected lower case with hyphens, got "An Example"'],
    [{ title: ' ' }, 'title: expected the name for tables and legends, got nothing'],
    [
      { paper: { title: 'Examples', authors: [], year: 2026 } },
      'paper.authors: expected family names, got none',
    ],
    [{ published: { dataset: '', classes: 1, shape: [8, 8, 3] } }, 'published.dataset: expected the name'],
    [{ published: { dataset: 'cifar10', classes: 0, shape: [8, 8, 3] } }, 'published: expected classes'],
    [{ options: { seed: widthOption } }, 'option seed: every network has it'],
    [{ options: { width: { ...widthOption, help: '' } } }, 'option width: expected help'],
    [
      { options: { width: { ...widthOption, default: 0 } } },
      'option width: the default 0 is not a number above 0',
    ],
  ] as const)('a description with %j', async (changes, message) => {
    const found = await faultsOf({ ...architectureOf(), ...changes } as Architecture, own);
    expect(found['has a complete description']).toContain(message);
  });

  it('a gradient that is lost', async () => {
    const between = layerOf((x) =>
      tf.customGrad((x) => ({ value: tf.clone(x as tf.Tensor), gradFunc: (dy) => tf.zerosLike(dy) }))(x),
    );
    expect(await faultsOf(architectureOf({ between }))).toEqual({
      [learning]: 'the gradient by conv1/kernel is 0',
    });
  });

  it('a normalization that does not normalize in training', async () => {
    const normalize = (x: Tensor, activation: tfl.layers.Layer) => {
      const layer = tfl.layers.batchNormalization({ name: 'norm2' });
      const call = layer.call.bind(layer);
      layer.call = (inputs, kwargs) => call(inputs, { ...kwargs, training: false });
      return activation.apply(layer.apply(x)) as Tensor;
    };
    expect(await faultsOf(architectureOf({ normalize }))).toEqual({
      [learning]: expect.stringContaining('the gradient by conv2/bias, which is normalized away, is 0.0'),
    });
  });

  it.each([false, true])('backends that differ (compared with tanh: %s)', async (smooth) => {
    const other = backends.find((name) => name !== 'cpu')!;
    const between = layerOf((x) => tf.mul(x, tf.getBackend() === other ? 1.01 : 1));
    expect(await faultsOf(architectureOf({ between }), { backends: ['cpu', other], smooth })).toEqual({
      [`has the same gradients on cpu, ${other}`]: expect.stringContaining(
        `the gradient by conv1/kernel, ${other} against cpu: element`,
      ),
    });
  });

  it('that nothing would be tested', () => {
    expect(() => testArchitecture(architectureOf(), { describe, it, ...own, backends: [] })).toThrow(
      'no backend',
    );
  });
});

it.each([
  ['cpu', []],
  ['none', ['learns everything that it can learn: no backend here can']],
])('what %s alone cannot show is skipped, not passed', (backend, more) => {
  const skipped: string[] = [];
  const test = Object.assign(() => {}, { skip: (name: string) => skipped.push(name) });
  testArchitecture(architectureOf(), {
    describe: (_, body) => body(),
    it: test,
    backends: [backend],
    ...own,
  });
  const missing = ['tensorflow', 'wasm', 'cpu'].filter((name) => name !== backend);
  expect(skipped).toEqual([
    ...missing.map((name) => `works on ${name}, which is not available here`),
    ...more,
    'has the same gradients on two backends: there are none here',
  ]);
});

it('setSines and sineImages are the sines of tools/golden/architectures.py', () => {
  const model = architectureOf().build({
    shape: [8, 8, 3],
    seed: 0,
    classes: 10,
    activation: () => tfl.layers.reLU(),
    width: 0.1,
  });
  setSines(model);
  const second = (name: string) =>
    model.weights
      .find(({ originalName }) => originalName === name)!
      .read()
      .dataSync()[1]!;
  const sine = (name: string) =>
    Math.sin(1.7 + [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0));
  const expected: Record<string, [middle: number, scale: number]> = {
    'conv1/kernel': [0, 2 / Math.sqrt(3 * 3 * 3)],
    'fc/kernel': [0, 2 / Math.sqrt(6)],
    'fc/bias': [0, 0.1],
    'norm2/gamma': [1, 0.1],
    'norm2/beta': [0, 0.1],
    'norm2/moving_mean': [0, 0.1],
    'norm2/moving_variance': [1, 0.5],
  };
  for (const [name, [middle, scale]] of Object.entries(expected))
    closeTo([second(name)], [middle + scale * sine(name)]);
  const images = sineImages([1, 3, 4, 3]);
  expect(images.shape).toEqual([1, 3, 4, 3]);
  closeTo(images.dataSync().slice(0, 3), [0, Math.sin(1), Math.sin(4)]);
  closeTo([images.dataSync()[35]!], [Math.sin(225)]);
});
