import type * as tfl from '@tensorflow/tfjs-layers';

export type Layer = tfl.LayersModel['layers'][number];
/** What stands for a tensor where a model is built. tfjs doesn't change one once it is made, and no plan expects it. */
export type Symbolic = tfl.SymbolicTensor;

type Members = Readonly<Record<string, unknown>>;

/** A layer's members, those that tfjs protects among them: what its `call` reads is what it does. */
export function membersOf<Of = Members>(layer: Layer): Of {
  return layer as unknown as Of;
}
