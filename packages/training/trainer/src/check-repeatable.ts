import { InputError } from '@rectified/errors';
import { fuse } from '@rectified/fuse';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { EngineOptions } from './engine-options.js';
import { firstImages } from './first-images.js';
import { notLearned } from './momentum-sgd.js';
import { logitsAndGradients, type TrainingBatch } from './training-step.js';
import { variableOf } from './weights.js';

/**
 * The share of the largest number of its kind by which a number may differ: a GPU may choose another algorithm the second time, a processor
 * at most adds in another order. (Of its kind: the gradient of a bias before a batch normalization is 0, so all there is of it is rounding.)
 */
const rounding = { gpu: 1e-3, processor: 1e-5 };

/** Few, because a step on wasm may take seconds for each, yet enough that even a rare dropout nearly always shows. */
const images = 4;

/** Tensors of different kinds. */
type Kinds = readonly (readonly tf.Tensor[])[];

/**
 * Throws an `InputError` if the network in training mode gives other logits, gradients or moving averages when the same images, weights
 * and noise come again: a layer draws random numbers of its own or counts its calls, and the run could be neither repeated nor resumed.
 * Likewise if it changes a variable that is not a weight, which no checkpoint contains. Changes no weight.
 */
export async function checkRepeatable({ model, optimizer, options, settings }: EngineOptions): Promise<void> {
  const batch = await firstImages({ options, settings }, model.inputs[0]!.shape[0] ?? images);
  const { seed, loss } = settings;
  const noise = { seed, step: 0 };
  const network = fuse(model);
  const differs = await differsWhenRepeated(model, () => {
    const others = variablesOutside(model); // the second time also those that a layer makes in its first call
    const { logits, gradients } = logitsAndGradients(network, optimizer, {
      ...tensorsOf(batch),
      ...{ noise, loss },
    });
    const copy = tf.clone(logits);
    logits.dispose(); // it is kept
    const unused = optimizer.variables.find(({ name }) => gradients[name] === undefined);
    if (unused) throw notLearned(unused.name);
    const changed = others.find(({ variable, dataId }) => variable.dataId !== dataId);
    if (changed) throw notSaved(changed.variable.name);
    return [[copy], Object.values(gradients)];
  });
  if (!differs) return;
  const layer = await firstThatDiffers(model, batch, noise);
  throw new InputError({
    what: 'the network computes something else every time',
    expected: 'the same for the same images, weights and noise',
    got: layer === undefined ? 'other gradients or weights' : `other numbers from the layer ${layer}`,
    remedy:
      'Does a layer draw random numbers of its own or count its calls? Its noise must come with the call, as described by @rectified/random',
  });
}

function notSaved(name: string): InputError {
  return new InputError({
    what: `the network changes the variable "${name}", which is not one of its weights`,
    expected: 'only state that checkpoints contain',
    remedy: 'Its layer should create it with `addWeight`, as one that is not trainable',
  });
}

/** The variables of this process that are not weights of a model, with their values. */
function variablesOutside(model: tfl.LayersModel) {
  const weights = new Set(model.weights.map(variableOf));
  return Object.values(tf.engine().registeredVariables)
    .filter((variable) => !weights.has(variable))
    .map((variable) => ({ variable, dataId: variable.dataId }));
}

const tensorsOf = ({ pixels, shape, labels }: TrainingBatch) => ({
  x: tf.tensor4d(pixels, [...shape]),
  labels: tf.tensor1d(labels, 'int32'),
});

/** The name of the first layer whose output differs. */
async function firstThatDiffers(
  model: tfl.LayersModel,
  batch: TrainingBatch,
  noise: { readonly seed: number; readonly step: number },
): Promise<string | undefined> {
  for (const { name, output } of model.layers) {
    const part = fuse(tfl.model({ inputs: model.inputs, outputs: output }));
    const call = () => [
      [part.apply<tf.Tensor | tf.Tensor[]>(tensorsOf(batch).x, { training: true, noise })].flat(),
    ];
    if (await differsWhenRepeated(model, call)) return name;
  }
  return undefined;
}

/** Whether a function gives something else the second time, or leaves other weights. The weights are restored. */
async function differsWhenRepeated(model: tfl.LayersModel, run: () => Kinds): Promise<boolean> {
  const variables = model.weights.map(variableOf);
  const largest = tf.tidy(() => {
    const before = variables.map((variable) => tf.clone(variable));
    const once = (): Kinds => {
      try {
        const results = run();
        // Such as the averages of batch normalization.
        return [...results, variables.map((variable) => tf.clone(variable))];
      } finally {
        variables.forEach((variable, at) => {
          variable.assign(before[at]!);
        });
      }
    };
    const [first, second] = [once(), once()];
    const differences = first.map((kind, k) =>
      kind.map((one, at) => tf.sub(asFloat(second[k]![at]!), asFloat(one))),
    );
    return tf.stack([differences, first].map((kinds) => tf.stack(kinds.map(largestOf))));
  });
  const [differences, scales] = (await largest.array()) as [number[], number[]];
  largest.dispose();
  const share = computesOnGpu() ? rounding.gpu : rounding.processor;
  return differences.some((difference, kind) => difference > share * scales[kind]!);
}

function computesOnGpu(): boolean {
  const { isUsingGpuDevice = false } = tf.backend() as { isUsingGpuDevice?: boolean }; // tfjs-node's
  return isUsingGpuDevice || ['webgl', 'webgpu'].includes(tf.getBackend());
}

const largestOf = (tensors: readonly tf.Tensor[]) =>
  tf.max(tf.stack(tensors.map((one) => tf.max(tf.abs(asFloat(one))))));

const asFloat = (tensor: tf.Tensor) => tf.cast(tensor, 'float32');
