import type { Elementwise, ElementwiseFunction } from '@rectified/activation';
import { LeakyReLU } from '@rectified/leaky-relu';
import { PReLU } from '@rectified/prelu';
import { ReLU } from '@rectified/relu';
import { RReLU } from '@rectified/rrelu';

const layers = [
  new ReLU(),
  new LeakyReLU(),
  new PReLU(),
  new PReLU({ learned: 'divisor' }),
  new RReLU({ seed: 1 }),
  new RReLU({ seed: 1, uniformIn: 'slope' }),
  new RReLU({ seed: 1, testDivisor: 'log-mean' }),
];

/** The functions of the four rectifiers of arXiv 1505.00853, in all their choices, in training and inference. */
export const builtInFunctions: ElementwiseFunction[] = layers.flatMap((layer) => {
  layer.build([null, 1]);
  const of = (training: boolean) => (layer as Elementwise).elementwise({ training }).function;
  return [of(true), of(false)];
});
