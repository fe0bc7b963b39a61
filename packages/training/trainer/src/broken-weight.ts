import type * as tfl from '@tensorflow/tfjs-layers';
import { type EncodedTensors, encode, firstNonFinite, nameOf } from './weights.js';

/** The name of a weight that is not finite, if there is one. */
export async function brokenWeight(model: tfl.LayersModel): Promise<string | undefined> {
  return firstNonFinite(await encodeWeights(model));
}

/** All weights of a model, learned or not. */
export function encodeWeights(model: tfl.LayersModel): Promise<EncodedTensors> {
  return encode(model.weights.map((weight) => ({ name: nameOf(weight), tensor: weight.read() })));
}
