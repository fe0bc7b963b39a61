import type * as tf from '@tensorflow/tfjs-core';
import { type Branch, runBranches } from './branch.js';
import type { Call } from './call.js';
import type { Layer } from './layer.js';
import { normalizationOf } from './normalization.js';
import type { Observations } from './observed.js';
import { hasRoomFor, isOfShape } from './output-shape.js';
import type { UnfinishedStep } from './step.js';

/**
 * Makes a sum of two tensors part of the convolution with batch normalization that computes one of them, if nothing else reads that.
 * The convolution is then computed later, so this applies only to layers whose result does not depend on the order of calls.
 */
export function addToConvolutions(
  steps: readonly UnfinishedStep[],
  outputs: ReadonlySet<number>,
  isCalledOnce: (layer: Layer) => boolean,
  observations: Observations,
): UnfinishedStep[] {
  const left = new Set<UnfinishedStep>();
  const added = steps.map((step) => {
    const { sum, inputs } = step;
    if (sum === undefined || inputs.length !== 2) return step;
    const convolution = steps.find(
      ({ branches, layers, shapes, outputs: [made] }) =>
        branches?.[0]?.normalization &&
        [...shapes, ...step.shapes].every(hasRoomFor) &&
        normalizationOf(observations.of(layers.at(-1)!), 4) &&
        layers.every(isCalledOnce) &&
        !outputs.has(made!) &&
        inputs.includes(made!) &&
        steps.flatMap((other) => other.inputs).filter((id) => id === made).length === 1,
    );
    if (convolution === undefined) return step;
    left.add(convolution);
    const other = inputs.find((id) => id !== convolution.outputs[0])!;
    const shapes = [...convolution.shapes, step.shapes[0]!];
    const branch: Branch = { ...convolution.branches![0]!, activation: sum };
    return {
      ...step,
      layers: [...convolution.layers, ...step.layers],
      symbols: [...convolution.symbols, ...step.symbols],
      inputs: [...convolution.inputs, other],
      shapes,
      kernel: 'normalizedConv2d' as const,
      run: (given: tf.Tensor[], call: Call) => {
        const [x, addend] = given as [tf.Tensor, tf.Tensor];
        // tfjs's sum also accepts addends of other shapes.
        const planned = given.every(({ shape }, at) => isOfShape(shape, shapes[at]!));
        if (!planned || x.shape[0] !== addend.shape[0]) return undefined;
        return runBranches([branch], [x], call, addend);
      },
    };
  });
  return added.filter((step) => !left.has(step));
}
