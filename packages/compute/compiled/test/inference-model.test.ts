import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activations } from '@rectified/activations';
import { chooseBackend } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inferenceModel } from '../src/index.js';

/** What of tfjs-node loads a SavedModel. */
interface TfjsNode {
  readonly node: {
    loadSavedModel(folder: string): Promise<{
      readonly inputs: readonly { readonly name: string; readonly shape?: readonly number[] }[];
      predict(inputs: Record<string, tf.Tensor>): Record<string, tf.Tensor>;
      dispose(): void;
    }>;
  };
}

let folder: string;
let tfjsNode: TfjsNode;
beforeAll(async () => {
  await chooseBackend({ backend: 'tfjs-node', kernels: 'plain' });
  tfjsNode = (await import('@tensorflow/tfjs-node' as string)) as TfjsNode;
  folder = mkdtempSync(join(tmpdir(), 'inference-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A network with what ours have: convolutions, every pooling, a normalization, activations in turn. */
function network() {
  const layers: tfl.layers.Layer[] = [tfl.layers.inputLayer({ inputShape: [12, 12, 3] })];
  for (const { layer: Layer } of Object.values(activations))
    layers.push(tfl.layers.conv2d({ filters: 4, kernelSize: 1 }), new Layer() as tfl.layers.Layer);
  return tfl.sequential({
    layers: [
      ...layers,
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      tfl.layers.batchNormalization(),
      tfl.layers.averagePooling2d({ poolSize: 2 }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 5 }),
    ],
  });
}

const python = `
import sys, json, tensorflow as tf
infer = tf.saved_model.load(sys.argv[1]).signatures['serving_default']
images = tf.reshape(tf.constant(json.loads(sys.argv[2]), tf.float32), json.loads(sys.argv[3]))
print(json.dumps({name: value.numpy().ravel().tolist() for name, value in infer(images=images).items()}))
`;

/** Whether this machine has Python with TensorFlow; $RECTIFIED_PYTHON names another one than `python3`. */
const pythonCommand = process.env.RECTIFIED_PYTHON ?? 'python3';
function hasTensorFlow(): boolean {
  try {
    execFileSync(pythonCommand, ['-c', 'import tensorflow'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

it('gives what the network gives, for any number of images', async () => {
  const model = network();
  const compute = (images: tf.Tensor) => {
    const logits = model.predict(tf.div(images, 2)) as tf.Tensor;
    return { logits, probabilities: tf.softmax(logits) };
  };
  const tensors = tf.memory().numTensors;
  const out = join(folder, 'network');
  mkdirSync(out);
  writeFileSync(join(out, 'saved_model.pb'), inferenceModel({ shape: [12, 12, 3], compute }));
  expect(tf.memory().numTensors).toBe(tensors);
  const loaded = await tfjsNode.node.loadSavedModel(out);
  for (const size of [1, 5, 64]) {
    const images = tf.randomUniform([size, 12, 12, 3], -2, 2, 'float32', size);
    const expected = compute(images);
    const { logits, probabilities } = loaded.predict({ images });
    expect(logits!.shape).toEqual([size, 5]);
    closeTo(logits!.dataSync(), expected.logits.dataSync(), { absolute: 1e-5, relative: 1e-5 });
    closeTo(probabilities!.dataSync(), expected.probabilities.dataSync(), { absolute: 1e-6, relative: 1e-5 });
  }
  // One image without its dimension would end the process, in a convolution of TensorFlow's.
  for (const shape of [
    [2, 10, 12, 3],
    [12, 12, 3],
  ])
    expect(() => loaded.predict({ images: tf.zeros(shape) })).toThrow(
      /not compatible with expected shape \[\?,12,12,3\]/,
    );
  loaded.dispose();

  if (!hasTensorFlow()) return console.log('not tried in Python: it has no TensorFlow (RECTIFIED_PYTHON)');
  const images = tf.randomUniform([3, 12, 12, 3], -2, 2, 'float32', 1);
  const values = JSON.stringify([...images.dataSync()]);
  const written = execFileSync(pythonCommand, ['-c', python, out, values, '[3, 12, 12, 3]'], {
    encoding: 'utf8',
  });
  const { logits } = JSON.parse(written.trim().split('\n').at(-1)!) as { logits: number[] };
  closeTo(logits, compute(images).logits.dataSync(), { absolute: 1e-5, relative: 1e-5 });
}, 300_000);

it.each<[string, (x: tf.Tensor) => tf.Tensor]>([
  ['an even number of images', (x) => (x.shape[0]! % 2 ? x : tf.neg(x))],
  ['the square of their number', (x) => tf.add(x, x.shape[0]! ** 2)],
  ['as many numbers as images', (x) => tf.add(x, tf.reshape(tf.range(0, x.shape[0]!), [-1, 1]))],
])('refuses what depends on %s', (_, of) => {
  expect(() => inferenceModel({ shape: [2], compute: (x) => ({ y: of(x) }) })).toThrow(InputError);
});

it('makes shapes of the number of images', async () => {
  const out = join(folder, 'shapes');
  mkdirSync(out);
  const compute = (x: tf.Tensor) => {
    const [n] = x.shape as [number];
    const rows = tf.reshape(x, [n * 3, 2]);
    return { y: tf.concat([rows, tf.zeros([n * 3 + 1, 2])]), z: tf.tile(tf.reshape(x, [1, n * 6]), [2, 1]) };
  };
  writeFileSync(join(out, 'saved_model.pb'), inferenceModel({ shape: [6], compute }));
  const loaded = await tfjsNode.node.loadSavedModel(out);
  const x = tf.reshape(tf.range(0, 24), [4, 6]);
  const { y, z } = loaded.predict({ images: x });
  expect([y!.shape, z!.shape]).toEqual([
    [25, 2],
    [2, 24],
  ]);
  expect([...y!.dataSync()]).toEqual([...compute(x).y.dataSync()]);
  loaded.dispose();
});
