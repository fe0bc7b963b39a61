import { chooseBackend } from '@rectified/backend';
import { nin } from '@rectified/nin';
import { bnInception } from '@rectified/bn-inception';
import { ndsbNet } from '@rectified/ndsb-net';
import { RReLU } from '@rectified/rrelu';
import { ReLU } from '@rectified/relu';
import { PReLU } from '@rectified/prelu';
import { LeakyReLU } from '@rectified/leaky-relu';
import * as tf from '@tensorflow/tfjs-core';
import { train } from '../src/index.js';
import { patches } from './small.js';
const [net='nin', arm='rrelu', width='0.1', batch='8', epochs='1', size='64', engines='eager,compiled', kernels='plain'] = process.argv.slice(2);
console.log((await chooseBackend({ backend: 'tfjs-node', kernels: kernels as 'plain' })).detail);
const arms: Record<string, () => any> = { relu: () => new ReLU(), leaky: () => new LeakyReLU({ divisor: 5.5 } as any), leaky100: () => new LeakyReLU({divisor: 100} as any), prelu: () => new PReLU(), rrelu: () => new RReLU() };
const side = net === 'bn' ? 28 : net === 'ndsb' ? 32 : 32;
const build = { nin, bn: bnInception, ndsb: ndsbNet }[net] as typeof nin;
const results: Record<string, Float32Array[]> = {};
for (const engine of engines.split(',')) {
  const model = build({ classes: 4, activation: arms[arm]!, seed: 1, width: Number(width), shape: [side, side, 3] } as any);
  const before = tf.memory().numTensors;
  const t = performance.now(); const cpu = process.cpuUsage();
  let steps = 0; const times: number[] = []; let last = t;
  const run = train(model, { data: { train: patches(Number(size), { side }) }, optimizer: { rate: 0.02, decay: 1e-3 }, epochs: Number(epochs), batch: Number(batch), seed: 1, engine: engine as 'eager', onStep: () => { steps++; times.push(performance.now() - last); last = performance.now(); } });
  for await (const e of run) console.log(engine, e.epoch, e.running.loss.toFixed(5), 'ms/step', (e.seconds / Math.ceil(Number(size)/Number(batch)) * 1000).toFixed(1));
  const used = process.cpuUsage(cpu);
  console.log(engine, steps, 'steps', (performance.now() - t).toFixed(0), 'ms wall', ((used.user + used.system) / 1000 / steps).toFixed(1), 'cpu ms/step', 'tensors', tf.memory().numTensors - before);
  results[engine] = model.weights.map((w) => w.read().dataSync().slice() as Float32Array);
}
const [a, ...others] = engines.split(',');
for (const b of others) {
  const d = results[a!]!.flatMap((x, i) => [...x].map((v, j) => Math.abs(v - results[b]![i]![j]!))).sort((x, y) => x - y);
  console.log(a, b, 'median', d[d.length >> 1], 'worst', d.at(-1));
}
