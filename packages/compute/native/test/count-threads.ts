import { readdirSync } from 'node:fs';
import { rectifiedConv2d } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { loadNative } from '../src/index.js';
import { native } from './native.js';

if (!native.loaded) throw new Error(native.reason);

const count = () => readdirSync('/proc/self/task').length;

function convolve(): void {
  tf.tidy(() => {
    rectifiedConv2d(tf.ones([8, 16, 16, 16]), tf.ones([5, 5, 16, 32]), null, null);
  });
}

// TensorFlow begins its own threads when it first computes; these are not to be counted.
tf.tidy(() =>
  tf.conv2d(tf.ones<tf.Rank.R4>([8, 16, 16, 16]), tf.ones<tf.Rank.R4>([5, 5, 16, 32]), 1, 'same'),
);
loadNative({ threads: 1 });
convolve();
const before = count();
const counts = [1, 3, 2].map((wanted) => {
  const state = loadNative({ threads: wanted });
  convolve();
  return { threads: state.loaded && state.threads, begun: count() - before };
});
console.log(JSON.stringify(counts));
