import { chooseBackend } from '@rectified/backend';
import { fuse } from '@rectified/fuse';
import { sgd } from '@rectified/trainer';
import * as tf from '@tensorflow/tfjs-core';
import {
  type TensorFlowBackend,
  tensorFlowBackend,
} from '../../packages/compute/compiled/src/tensorflow-backend.ts';
import { momentumSgd } from '../../packages/training/trainer/src/momentum-sgd.ts';
import { trainingStep } from '../../packages/training/trainer/src/training-step.ts';
import { buildNetwork } from '../bench/ours/networks.ts';
import { digits } from '../bench/text.ts';

/*
 * npm run engines:traffic: counts the operations of a training step with TensorFlow's kernels and in the compiled function, their floating-point
 * operations and the bytes that they read and write, and derives bounds for a GPU of known speed. No GPU is needed.
 */

/** NVIDIA's figures for the H100 SXM, without sparsity. */
const card = { bytes: 3.35e12, float32: 67e12, tf32: 494e12, bf16: 989e12 };

/** Totals of a step. */
interface Counts {
  operations: number;
  flops: number;
  bytes: number;
  /** Only of convolutions, products and poolings. */
  heavyBytes: number;
}

type Shaped = Pick<tf.TensorInfo, 'shape' | 'dtype'>;
const size = ({ shape }: Shaped) => tf.util.sizeFromShape(shape);
const views = ['Reshape', 'Identity', 'ExpandDims', 'Const'];
const heavy = /Conv|Pool|MatMul/;

/** Multiplications and additions count one each; operations other than convolutions and products, one per element. */
function flopsOf(op: string, inputs: readonly Shaped[], outputs: readonly Shaped[]): number {
  const [first, second, third] = inputs as [Shaped, Shaped, Shaped];
  const [output] = outputs as [Shaped];
  const perOutput = (filter: Shaped) => size(filter) / filter.shape.at(-1)!;
  if (op === 'Conv2D') return 2 * size(output) * perOutput(second);
  if (op === 'Conv2DBackpropInput') return 2 * size(third) * perOutput(second);
  if (op === 'Conv2DBackpropFilter') return 2 * size(third) * perOutput(output);
  if (op.includes('MatMul')) return 2 * Math.sqrt(size(first) * size(second) * size(output));
  return size(output);
}

async function countsOf(network: string, batch: number): Promise<Counts> {
  const { model, shape, classes } = await buildNetwork({ network, rectifier: 'rrelu', width: 1 });
  const optimizer = momentumSgd(model.trainableWeights, sgd({ rate: 0.1, decay: 1e-4 }));
  const counts: Counts = { operations: 0, flops: 0, bytes: 0, heavyBytes: 0 };
  const backend = tensorFlowBackend();
  const count = (op: string, inputs: readonly Shaped[], outputs: readonly Shaped[]) => {
    counts.operations++;
    if (views.includes(op)) return;
    const bytes = [...inputs, ...outputs].reduce((sum, one) => sum + 4 * size(one), 0);
    counts.flops += flopsOf(op, inputs, outputs);
    counts.bytes += bytes;
    if (heavy.test(op)) counts.heavyBytes += bytes;
  };
  const { executeSingleOutput, executeMultipleOutputs } = backend;
  Object.assign(backend, {
    executeSingleOutput(op, attributes, inputs) {
      const output = executeSingleOutput.call(backend, op, attributes, inputs);
      count(op, inputs, [output]);
      return output;
    },
    executeMultipleOutputs(op, attributes, inputs, number) {
      const outputs = executeMultipleOutputs.call(backend, op, attributes, inputs, number);
      count(op, inputs, outputs);
      return outputs;
    },
  } satisfies Partial<TensorFlowBackend>);
  const pixels = new Float32Array(batch * tf.util.sizeFromShape([...shape]));
  const labels = Int32Array.from({ length: batch }, (_, index) => index % classes);
  const images = { pixels, shape: [batch, ...shape] as const, labels };
  trainingStep(fuse(model), optimizer, images, { step: 0, epoch: 1, steps: 1 }, { seed: 1 }).dispose();
  for (const name of ['executeSingleOutput', 'executeMultipleOutputs'])
    delete (backend as unknown as Record<string, unknown>)[name]; // restores the prototype's methods
  optimizer.dispose();
  model.dispose();
  return counts;
}

await chooseBackend({ backend: 'tfjs-node', kernels: 'plain' });
const head = [
  'network',
  'operations a step',
  'GFLOP an image',
  'MB an image',
  'of these convolutions, products, poolings',
];
const bounds = ['float32', 'tf32', 'bf16'] as const;
console.log(`| ${[...head, ...bounds.map((one) => `${one}, img/s`)].join(' | ')} |`);
console.log(`| --- |${' ---: |'.repeat(head.length + 2)}`);
for (const network of ['nin', 'ndsb-net', 'bn-inception']) {
  // The part that grows with the batch; the rest is weights and their updates.
  const [two, four] = [await countsOf(network, 2), await countsOf(network, 4)];
  const perImage = (key: keyof Counts) => (four[key] - two[key]) / 2;
  const rate = (precision: (typeof bounds)[number], bytes: 'bytes' | 'heavyBytes') => {
    const width = precision === 'bf16' ? 0.5 : 1;
    const seconds = Math.max(perImage('flops') / card[precision], (width * perImage(bytes)) / card.bytes);
    return Math.round(1 / seconds / 100) * 100;
  };
  const cells = [
    network,
    two.operations,
    digits(perImage('flops') / 1e9),
    digits(perImage('bytes') / 1e6),
    digits(perImage('heavyBytes') / 1e6),
    ...bounds.map((one) => `${rate(one, 'bytes')} to ${rate(one, 'heavyBytes')}`),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
process.exit();
