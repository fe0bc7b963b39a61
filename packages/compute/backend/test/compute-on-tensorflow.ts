// A process of its own for node-threads.test.ts: writes what tfjs-node says of itself, and how many threads it has begun to
// convolve.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { chooseBackend } from '../src/index.js';

const { detail, threads } = await chooseBackend({ backend: 'tfjs-node' });
tf.conv2d(tf.ones<tf.Rank.R4>([16, 32, 32, 48]), tf.ones<tf.Rank.R4>([3, 3, 48, 64]), 1, 'same').dataSync();
const tasks = existsSync('/proc/self/task') ? readdirSync('/proc/self/task') : [];
const names = tasks.map((task) => readFileSync(`/proc/self/task/${task}/comm`, 'utf8').trim());
const began = names.filter((name) => name === 'tf_Compute').length;
console.log(JSON.stringify({ detail, threads, began }));
