// A process of its own for node-threads.test.ts: writes what the wasm backend says of itself, and a hash of a convolution
// and its gradients.
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of tfjs's ops.
import '@tensorflow/tfjs-layers';
import { createHash } from 'node:crypto';
import { chooseBackend } from '../src/index.js';

const { detail } = await chooseBackend({ backend: 'wasm' });
const hash = createHash('sha256');
const x = tf.randomNormal<tf.Rank.R4>([4, 16, 15, 40], 0, 1, 'float32', 1);
for (const size of [1, 3, 5]) {
  const filter = tf.randomNormal<tf.Rank.R4>([size, size, 40, 33], 0, 1, 'float32', size);
  const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
  for (const tensor of [convolve(x, filter), ...tf.grads(convolve)([x, filter])])
    hash.update(tensor.dataSync());
}
console.log(JSON.stringify({ detail, hash: hash.digest('hex'), left: 'Worker' in globalThis }));
