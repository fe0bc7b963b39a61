import { type Architecture, buildNetwork } from '@rectified/architecture';
import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, type LayerVariable, layers } from '@tensorflow/tfjs-layers';
import { onCpu } from './on-cpu.js';

/**
 * Builds the network of an architecture twice, as published. Throws an `InputError` if it is not a network from images
 * to logits, cannot be loaded again, has other variables the second time, or other initial weights for the same seed.
 */
export async function tryArchitecture(architecture: Architecture): Promise<void> {
  await onCpu(() => {
    const [first, second] = [0, 1].map(() =>
      buildNetwork(architecture, { activation: () => layers.reLU(), seed: 0 }),
    );
    for (const layer of first!.layers) checkKnown(layer);
    checkSame(variablesOf(first!), variablesOf(second!));
    for (const model of [first!, second!]) model.dispose();
  });
}

/** Throws unless tfjs can make the layer again when a network with it is loaded. */
function checkKnown(layer: layers.Layer): void {
  const made = layer.constructor as { className?: string };
  const className = layer.getClassName();
  if (tf.serialization.SerializationMap.getMap().classNameMap[className]?.[0] === made) return;
  throw new InputError({
    what: `tfjs does not know its layer ${layer.name}, so a network with it could not be loaded again`,
    expected: 'a static className of its own, and tf.serialization.registerClass(...)',
    got: `"${className}"`,
  });
}

const variablesOf = (model: LayersModel) =>
  model.weights.map((weight) => ({ name: (weight as LayerVariable).originalName, value: weight.read() }));

function checkSame(
  one: readonly { name: string; value: tf.Tensor }[],
  other: readonly { name: string; value: tf.Tensor }[],
): void {
  const strange = one.find(({ name }, i) => other[i]?.name !== name);
  if (strange !== undefined)
    throw new InputError({
      what: 'variables have different names in a second network, so no run could be resumed',
      expected: 'a name for every layer',
      got: `${strange.name}, and in the second ${other[one.indexOf(strange)]?.name ?? 'none'}`,
    });
  const different = one.find(({ value }, i) => {
    const [a, b] = [value.dataSync(), other[i]!.value.dataSync()];
    return a.some((number, at) => number !== b[at]);
  });
  if (different === undefined) return;
  throw new InputError({
    what: 'initial weights differ for the same seed, so activations could not be compared',
    expected:
      'initializers that draw from `seed`, as initializers.heNormal({ seed: seed + 1 }): 0 is no seed to tfjs',
    got: `two values of ${different.name}`,
  });
}
