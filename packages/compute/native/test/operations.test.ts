import { type Apply, testOperations } from '@rectified/activation/testing';
import { rectifiedConv2d } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { describeNative } from './describe-native.js';

/** Through a row function: x is the bias of a convolution that gives 0, so that every channel has a number of its own. */
const apply: Apply = (x, call) =>
  tf.reshape(rectifiedConv2d(tf.zeros([1, 1, 1, 1]), tf.ones([1, 1, 1, x.size]), x, call), [x.size]);

testOperations({
  describe: describeNative,
  it,
  backends: ['tensorflow'],
  apply,
});
