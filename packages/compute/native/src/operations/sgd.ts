import * as tf from '@tensorflow/tfjs-core';
import { nativeKernel } from './kernel.js';
import { runOperation } from './tensorflow-op.js';

const infinity = Number.POSITIVE_INFINITY;

export const sgd = nativeKernel('RectifiedSgd', (inputs, { rates, decays, momentum, clip }) => {
  const count = rates.length;
  const settings = tf.tensor2d(
    rates.map((rate, i) => [rate, decays[i]!]),
    [count, 2],
  );
  return runOperation(
    'RectifiedSgd',
    {
      n: { int: count },
      momentum: { float: momentum },
      clip: { float: clip?.value ?? infinity },
      norm: { float: clip?.norm ?? infinity },
    },
    [...inputs, settings],
    2 * count,
  );
});
