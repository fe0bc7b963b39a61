import * as tfl from '@tensorflow/tfjs-layers';
import { isOrdinary } from './behaves-like.js';
import { type Layer, membersOf, type Symbolic } from './layer.js';

/** The inputs and outputs of a model. */
export interface Graph {
  readonly inputs: readonly Symbolic[];
  readonly outputs: readonly Symbolic[];
}

/** A sequential model, which tfjs turns into a functional one when it is first called. */
interface Sequential {
  readonly built: boolean;
  readonly model?: Layer;
  build(): void;
}

const { call } = membersOf(tfl.LayersModel.prototype as Layer);
const sequential = membersOf(tfl.Sequential.prototype as Layer);

/**
 * The graph of a model that computes exactly that graph; undefined for other layers and for models that compute something else. Like
 * tfjs's next call would, this rebuilds the graph of a Sequential to which a layer was added.
 */
export function graphOf(layer: Layer): Graph | undefined {
  const members = membersOf(layer);
  if (!isOrdinary({ read: <Value>(name: string) => members[name] as Value })) return undefined;
  if (members.call === call) return membersOf<Graph>(layer);
  if (members.call !== sequential.call || members.build !== sequential.build) return undefined;
  const model = membersOf<Sequential>(layer);
  if (!model.built || model.model === undefined) model.build();
  return graphOf(model.model!);
}
