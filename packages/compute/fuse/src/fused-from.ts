import type * as tf from '@tensorflow/tfjs-core';
import type { ActivationInPass } from './activation-of.js';
import type { Call } from './call.js';
import { fuseBatchNormalization } from './fuse-batch-normalization.js';
import { fuseConvolution } from './fuse-convolution.js';
import { fuseDense } from './fuse-dense.js';
import { fusePooling } from './fuse-pooling.js';
import { fusePyramid } from './fuse-pyramid.js';
import { fuseSum, isSum, runSum } from './fuse-sum.js';
import type { Fuse } from './fusion.js';
import type { Symbolic } from './layer.js';
import { madeWith } from './made-with.js';
import type { Observations } from './observed.js';
import { convolutions, type UnfinishedStep } from './step.js';
import { isConcatenation } from './take-parts.js';

const fusions: readonly Fuse[] = [
  fuseConvolution,
  fuseDense,
  fuseBatchNormalization,
  fusePooling,
  fusePyramid,
];

/** The step that fuses the first layers of a chain; undefined if there is no such fusion. */
export function fusedFrom(
  chain: readonly Symbolic[],
  observations: Observations,
): UnfinishedStep | undefined {
  const [input, ...others] = chain[0]!.inputs;
  if (input === undefined) return undefined;
  const [first, ...next] = chain.map(({ sourceLayer }) => observations.of(sourceLayer));
  for (const fuse of others.length > 0 ? [fuseSum] : fusions) {
    const fusion = fuse([first!, ...next], [input, ...others]);
    if (fusion === undefined) continue;
    const symbols = chain.slice(0, fusion.layers.length);
    return {
      layers: fusion.layers.map(({ object }) => object),
      symbols,
      inputs: chain[0]!.inputs.map(({ id }) => id),
      outputs: [symbols.at(-1)!.id],
      shapes: chain[0]!.inputs.map(({ shape }) => shape),
      keeps: false,
      ...('branch' in fusion
        ? convolutions([fusion.branch])
        : 'sum' in fusion
          ? sumOf(fusion.sum)
          : {
              kernel: fusion.kernel,
              run: ([x, ...rest]: tf.Tensor[], call: Call) => [fusion.run([x!, ...rest], call)],
            }),
    };
  }
  return undefined;
}

/** The step of a single layer that is called as it is. */
export function unfused(symbol: Symbolic, observations: Observations): UnfinishedStep {
  const layer = observations.of(symbol.sourceLayer);
  return {
    layers: [symbol.sourceLayer],
    symbols: [symbol],
    inputs: symbol.inputs.map(({ id }) => id),
    outputs: madeWith(symbol).map(({ id }) => id),
    shapes: symbol.inputs.map(({ shape }) => shape),
    keeps: !isConcatenation(layer) && !isSum(layer),
  };
}

function sumOf(sum: ActivationInPass): Pick<UnfinishedStep, 'kernel' | 'run' | 'sum'> {
  return {
    sum,
    kernel: 'rectifiedSum',
    run: (given, call) => {
      const made = runSum(sum, given, call);
      return made && [made];
    },
  };
}
