import type { FusedKernels } from '@rectified/kernels';
import { seedsOf } from '@rectified/random';
import { nativeKernel } from './kernel.js';
import { type Attribute, runOperation, seedsTensor } from './tensorflow-op.js';

type Attributes = FusedKernels['RectifiedPoolDropout'];

/** Keeps the index of the largest cell in its window, one byte per output. */
export const poolDropout = nativeKernel('RectifiedPoolDropout', ([x], attributes) =>
  runOperation('RectifiedPoolDropout', attributesOf(attributes), [x!, seeds(attributes)], 2),
);

export const poolDropoutGrad = nativeKernel('RectifiedPoolDropoutGrad', ([places, dy], attributes) =>
  runOperation(
    'RectifiedPoolDropoutGrad',
    { ...attributesOf(attributes), in: attributes.in },
    [places!, dy!, seeds(attributes)],
    1,
  ),
);

function attributesOf({
  kind,
  size,
  strides,
  pads,
  out,
  edge,
  dropout,
}: Attributes): Record<string, Attribute> {
  return {
    pool: size,
    ...{ strides, pads, out },
    largest: kind === 'largest',
    full: edge === 'full',
    rate: { float: dropout?.rate ?? 0 },
  };
}

const seeds = ({ dropout }: Attributes) => seedsTensor(dropout ? seedsOf(dropout.noise) : []);
