import * as tfl from '@tensorflow/tfjs-layers';
import { isOrdinary } from './behaves-like.js';
import { type Layer, membersOf, type Symbolic } from './layer.js';

/** What a model computes: its outputs, from its inputs. */
export interface Graph {
  readonly inputs: readonly Symbolic[];
  readonly outputs: readonly Symbolic[];
}

/** A model with its layers in a row, which tfjs makes a model of when it is first called. */
interface Sequential {
  readonly built: boolean;
  readonly model?: Layer;
  build(): void;
}

const { call } = membersOf(tfl.LayersModel.prototype as Layer);
const sequential = membersOf(tfl.Sequential.prototype as Layer);

/**
 * The graph of a model that computes nothing but its graph; undefined if it does something else, or is no model. Of a
 * Sequential to which a layer was added, tfjs makes a new graph at its next call; so does this.
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
