import {
  callable,
  checkFields,
  checkOptions,
  checkValue,
  fillOptions,
  having,
  InputError,
  text,
} from '@rectified/errors';
import { newLayers } from '@rectified/layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Architecture, BuildOptions } from './architecture.js';
import { commonChecks } from './common-checks.js';
import { foreignOptions } from './foreign-options.js';
import { type Head, withHead } from './with-head.js';

/** What a network is built for, and its options beside it. */
export type NetworkOptions = Pick<BuildOptions, 'activation'> &
  Partial<BuildOptions> & { readonly head?: Head; readonly [option: string]: unknown };

/**
 * The network that an architecture describes, with the `head` that was asked for: what is told is checked, what isn't is as published, and what comes out
 * is a model from images to one number a class. Otherwise an `InputError`.
 *
 * A function in place of the name of an `initialization` gives each layer's initializer, for networks with that option.
 *
 * @example
 * const model = buildNetwork(nin, { classes: 10, activation: () => new RReLU(), seed: 1, dropout: 0.2 });
 */
export function buildNetwork(description: Architecture, given: NetworkOptions): LayersModel {
  const { name, published } = checkFields('architecture', description, parts);
  checkValue(`options of ${name}`, given, having('an object of activation, classes and others'));
  const { classes = published.classes, shape = published.shape, seed = 0, activation, head, ...own } = given;
  checkOptions(name, { classes, shape, seed, activation, head }, checks);
  const { initialization } = own;
  const initializes = typeof initialization === 'function' && 'initialization' in description.options;
  const options = fillOptions(
    name,
    initializes ? { ...own, initialization: undefined } : own,
    description.options,
    foreignOptions,
  );
  const model: LayersModel = description.build({
    ...options,
    ...(initializes && { initialization }),
    classes,
    shape,
    seed,
    activation: newLayers(activation),
  });
  checkEnds(model, { name, classes, shape });
  checkRoom(model, { name, shape });
  return withHead(model, head);
}

const { classes, shape, seed, activation, head } = commonChecks;
const checks = { classes, shape, seed, activation, head };

const parts = {
  name: text('a name, as bn-inception'),
  published: having('what it was published with: dataset, classes, shape', 'classes', 'shape'),
  options: having('its options, each { check, default?, help }'),
  build: callable('a function from options to a model'),
};

function checkEnds(
  model: LayersModel,
  { name, classes, shape }: Pick<BuildOptions, 'classes' | 'shape'> & { name: string },
): void {
  const ends = [model?.inputs, model?.outputs].map((tensors) =>
    Array.isArray(tensors)
      ? tensors.map((tensor) => `[${tensor.shape.map((n) => n ?? 'n')}]`).join(', ')
      : 'none',
  );
  const wanted = [`[n,${shape.join()}]`, `[n,${classes}]`];
  if (ends.join() === wanted.join()) return;
  throw new InputError({
    what: `the network ${name} cannot take these images and classes`,
    expected: `a model from ${wanted.join(' to ')}`,
    got: ends[0] === 'none' ? 'no model' : `one from ${ends.join(' to ')}`,
  });
}

/** Throws an `InputError` if images are so small that a convolution or a pooling leaves nothing of them. */
function checkRoom(
  { layers }: LayersModel,
  { name, shape }: Pick<BuildOptions, 'shape'> & { name: string },
): void {
  for (const layer of layers)
    for (const { shape: size } of layer.inboundNodes.flatMap(({ outputTensors }) => outputTensors))
      if (size.some((n) => n !== null && n < 1))
        throw new InputError({
          what: `the network ${name} cannot take images of ${shape.join(' x ')}`,
          expected: 'larger ones',
          got: `nothing is left of them behind its layer ${layer.name}: [${size.slice(1)}]`,
        });
}
