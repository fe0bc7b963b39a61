import * as tfl from '@tensorflow/tfjs-layers';
import { behavesLike } from './behaves-like.js';
import { isProduct } from './branch.js';
import type { Observations } from './observed.js';
import type { UnfinishedStep } from './step.js';

/** Whether a layer is tfjs's Concatenate. */
export const isConcatenation = behavesLike(
  tfl.layers.concatenate({ name: 'concatenation' }),
  'mergeFunction',
);

/** Removes concatenations of channels whose only readers are convolutions that can read the parts in place. */
export function takeParts(
  steps: readonly UnfinishedStep[],
  outputs: ReadonlySet<number>,
  observations: Observations,
): UnfinishedStep[] {
  const left = new Map<number, UnfinishedStep>();
  for (const step of steps) {
    if (!joinsChannels(step, observations) || outputs.has(step.outputs[0]!)) continue;
    const readers = steps.filter(({ inputs }) => inputs.includes(step.outputs[0]!));
    if (readers.every(({ branches }) => branches?.every(isProduct))) left.set(step.outputs[0]!, step);
  }
  if (left.size === 0) return [...steps];
  return steps
    .filter(({ outputs }) => !left.has(outputs[0]!))
    .map((step) => {
      const parts = step.inputs.map((id) => left.get(id));
      if (parts.every((part) => part === undefined)) return step;
      return {
        ...step,
        // Needed if the layers are called one by one.
        symbols: [...parts.flatMap((part) => part?.symbols ?? []), ...step.symbols],
        inputs: step.inputs.flatMap((id) => left.get(id)?.inputs ?? id),
        shapes: step.inputs.flatMap((id, at) => left.get(id)?.shapes ?? [step.shapes[at]!]),
      };
    });
}

/** Whether a step concatenates images along their channels. */
function joinsChannels({ layers, shapes }: UnfinishedStep, observations: Observations): boolean {
  const layer = observations.of(layers[0]!);
  if (!isConcatenation(layer)) return false;
  const axis = layer.read<number>('axis');
  return (axis === -1 || axis === 3) && shapes.every(({ length }) => length === 4);
}
