import type * as tfl from '@tensorflow/tfjs-layers';

export type Layer = tfl.LayersModel['layers'][number];
/** The placeholder for a tensor in a model. tfjs never changes one, and plans rely on that. */
export type Symbolic = tfl.SymbolicTensor;

type Members = Readonly<Record<string, unknown>>;

/** A layer's members, including those that TypeScript hides. Only what its `call` reads decides what it computes. */
export function membersOf<Of = Members>(layer: Layer): Of {
  return layer as unknown as Of;
}
