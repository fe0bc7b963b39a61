import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Architecture } from '../architecture.js';
import type { ArchitectureOptions } from '../architecture-options.js';
import { buildNetwork, type NetworkOptions } from '../build-network.js';
import { checkActivations } from './check-activations.js';
import { checkAgreement } from './check-agreement.js';
import { checkDescription } from './check-description.js';
import { checkGradients } from './check-gradients.js';
import { checkHead } from './check-head.js';
import { checkInitialWeights } from './check-initial-weights.js';
import { checkInitialization } from './check-initialization.js';
import { checkLogits } from './check-logits.js';
import { checkNoise } from './check-noise.js';
import { checkRefusal } from './check-refusal.js';
import { checkSerialization } from './check-serialization.js';
import { checkSize, type Size } from './check-size.js';
import { checkVariables, type Variables } from './check-variables.js';
import { checkWidth } from './check-width.js';
import { type Build, classes, leaky, relu } from './subject.js';

type Test = (name: string, body: () => void | Promise<void>) => unknown;

/** What {@link testArchitecture} needs to know besides the architecture. */
export interface ConformanceOptions<Options> {
  /** The test runner's: vitest's, jest's or `node:test`'s. */
  describe: (name: string, body: () => void) => unknown;
  it: Test & { skip?: Test };
  /** Registered tfjs backends to test on: what `loadBackends()` of `@rectified/backend` returns. */
  backends: readonly string[];
  /** Options that make the network fast to test: `{ width: 0.05, shape: [32, 28, 3] }`. Default: as published. */
  small?: Partial<Options>;
  /** Another shape of images that it accepts. Without it, this is not tested. */
  otherShape?: NonNullable<ArchitectureOptions['shape']>;
  /**
   * Returns the names of the layers that follow the layer with a kernel of this name, ending with its activation; an empty list if there is none.
   * Without it, the places of activations are not checked, only that all of them are in the model.
   */
  behind?: (layer: string) => readonly string[];
  variables?: Variables;
  /** The expected sizes of the full network. */
  sizes?: readonly Size<Partial<Options>>[];
  /** More options to save and load it with: all that change its layers. */
  variants?: readonly Partial<Options>[];
  /** Options of its own that it must refuse, with part of the message. */
  refusals?: readonly (readonly [Partial<Options>, message: string])[];
  /**
   * Compares backends with tanh instead of `Slopes`, and with a larger tolerance: for deep networks with normalization,
   * which amplify a rounding error that moves a number to the other side of 0. Default false.
   */
  smooth?: boolean;
}

/**
 * Tests the description of a network against what all architectures have in common: a complete
 * description, activations in the right places, variables named after layers, initial weights that depend on the seed but
 * not on the activation, an initializer for every kernel, noise from the seed, channels scaled by the width, logits for images of
 * any size, saving and loading, its full size, options that it refuses, and gradients that reach every variable and
 * agree on all backends. `networkParts` of `@rectified/layers` provides most of this. Options that the network lacks
 * (`width`, `initialization`) are not tested.
 *
 * It does not depend on a test runner and throws plain errors, so it works with any that has `describe` and `it`, under Node.
 *
 * @example
 * import { loadBackends } from '@rectified/backend';
 * import { testArchitecture } from '@rectified/architecture/testing';
 * import { describe, it } from 'vitest';
 * import nin from '@rectified/nin';
 *
 * testArchitecture(nin, {
 *   describe,
 *   it,
 *   backends: await loadBackends(),
 *   small: { width: 0.05 },
 *   otherShape: [20, 24, 1],
 *   behind: (layer) => [layer.replace('conv', 'act')],
 *   variables: { count: 27, names: ['conv1/kernel', 'act9/slope'] },
 *   sizes: [
 *     { options: { classes: 10 }, parameters: 966_986, macs: 222_486_528, slopes: 1_418, activated: 631_424 },
 *   ],
 * });
 */
export function testArchitecture<Options extends ArchitectureOptions>(
  architecture: Architecture<Options>,
  options: ConformanceOptions<Options>,
): void {
  const {
    describe,
    it,
    backends,
    small,
    otherShape,
    behind,
    variables,
    sizes = [],
    smooth = false,
  } = options;
  const { variants = [], refusals = [] } = options;
  if (backends.length === 0) throw new Error('testArchitecture: no backend to test on');
  // wasm trains only with kernels that tfjs lacks; `loadBackends` registers them.
  const training = backends.filter((backend) => tf.getKernel('Conv2DBackpropFilter', backend));

  const has = (option: string) => Object.hasOwn(architecture.options ?? {}, option);
  const build = (given: object) => buildNetwork(architecture, given as NetworkOptions);
  const smallWith = (changes: object) => build({ classes, activation: leaky, seed: 1, ...small, ...changes });
  // Saves the seconds needed to draw its weights.
  const zeros = has('initialization') && { initialization: () => tfl.initializers.zeros() };
  const fullWith = (changes: object) => build({ ...zeros, ...changes });

  /** Tests networks that `make` builds with `own` options. */
  const check = (
    name: string,
    body: (build: Build) => void | Promise<void>,
    { own = {}, make = smallWith, backend = backends[0]! } = {},
  ) =>
    it(name, async () => {
      await tf.setBackend(backend);
      const built: tfl.LayersModel[] = [];
      try {
        await body((changes) => {
          const model = make({ ...own, ...changes });
          built.push(model);
          return model;
        });
      } finally {
        for (const model of built) model.dispose();
        await tf.setBackend(backends[0]!);
      }
    });

  describe(`architecture ${architecture.name}`, () => {
    it('has a complete description', () => checkDescription(architecture));

    for (const backend of ['tensorflow', 'wasm', 'cpu'].filter((name) => !backends.includes(name)))
      it.skip?.(`works on ${backend}, which is not available here`, () => {});

    for (const size of sizes)
      check(`has its size${toldOf(size.options)}`, (build) => checkSize(build, size), {
        make: fullWith,
        own: size.options,
      });
    check('has its activations in place', (build) => checkActivations(build, behind));
    check('names its variables after its layers, in every model', (build) =>
      checkVariables(build, variables),
    );
    check('starts with the same weights for the same seed, whatever the activation', checkInitialWeights);
    if (has('initialization'))
      check('draws every kernel from the initializer that was asked for', checkInitialization);
    check('seeds its noise', checkNoise);
    if (has('width')) check('scales its channels by the width', checkWidth, { own: { ...zeros } });
    check('gives logits for images of any size', (build) => checkLogits(build, otherShape));
    check('can have a rectified head', checkHead);
    for (const own of [{}, ...variants])
      check(`is the same after saving and loading${toldOf(own)}`, checkSerialization, { own });

    const same = relu();
    const refused: readonly (readonly [object, string])[] = [
      [{ classes: 0 }, 'expected a whole number from 1, got 0'],
      [{ seed: 1.5 }, 'expected a whole number from 0 to 4294967295, got 1.5'],
      [
        { activation: 'relu' },
        'expected a function that makes a layer, such as () => new ReLU(), got "relu"',
      ],
      [{ activation: same }, 'expected a function that makes a layer'],
      [{ activation: () => 'relu' }, 'expected a layer of tfjs, such as new ReLU(), got "relu"'],
      [{ shape: [8, 8] }, 'expected height, width and channels'],
      [{ head: 'sofmax' }, 'Did you mean "softmax"?'],
      [{ notAnOption: 1 }, 'unknown option "notAnOption"'],
      [{ activation: () => same }, 'activation() gave the same layer twice'],
      ...(has('width')
        ? ([
            [{ width: -1 }, 'expected a number above 0'],
            [{ width: '0.5' }, 'got "0.5"'],
          ] as const)
        : []),
      ...(has('initialization')
        ? ([[{ initialization: 'autors' }, 'Did you mean "authors"?']] as const)
        : []),
      ...refusals,
    ];
    for (const [own, message] of refused)
      check(`refuses options: ${message}`, (build) => checkRefusal(build, message), { own });

    if (training.length > 0)
      check('gets a gradient for everything it learns', checkGradients, { backend: training[0]! });
    else it.skip?.('gets a gradient for everything it learns: no backend here can train', () => {});
    if (training.length > 1)
      check(`has the same gradients on ${training.join(', ')}`, (build) =>
        checkAgreement(build, training, smooth),
      );
    else it.skip?.('has the same gradients on two backends: there are not two here', () => {});
  });
}

const toldOf = (options: object) =>
  Object.keys(options).length === 0 ? '' : `, with ${JSON.stringify(options)}`;
