// Answers every line on stdin with the time of one training step of NIN: `node step-tfjs.js native|plain activation batch`
process.env.TF_CPP_MIN_LOG_LEVEL = '3';

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { loadNative, poolDropout, rectifiedConv2d, scratchBytes, sgdStep } from '@rectified/native';
import { seedsOf } from '@rectified/random';
import { layers } from './nin-layers.js';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node');
const [kind, activation, batch] = process.argv.slice(2);
const native = kind === 'native';
if (native) {
  const state = loadNative();
  if (!state.loaded) throw new Error(state.reason);
}

const weights = [];
const parameters = layers.map((layer) => {
  if (typeof layer === 'string') return undefined;
  const [size, inputs, filters] = layer;
  const own = {
    filter: tf.variable(tf.randomNormal([size, size, inputs, filters], 0, 0.05)),
    bias: tf.variable(tf.zeros([filters])),
    slopes: tf.variable(tf.fill([filters], 0.25)),
  };
  weights.push(own.filter, own.bias, ...(activation === 'prelu' ? [own.slopes] : []));
  return own;
});
let momenta = weights.map((weight) => tf.keep(tf.zerosLike(weight)));
const images = tf.randomNormal([Number(batch), 32, 32, 3]);
const labels = tf.oneHot(tf.randomUniform([Number(batch)], 0, 10, 'int32'), 10);
const [rate, decay, momentum] = [0.01, 1e-4, 0.9];

function rectifierOf(place, step) {
  if (activation === 'relu') return { kind: 'fixed', slope: 0 };
  if (activation === 'leaky') return { kind: 'fixed', slope: 1 / 5.5 };
  if (activation === 'prelu') return { kind: 'channel', slopes: parameters[place].slopes };
  return { kind: 'divisor', lower: 3, upper: 8, noise: { seed: 1, stream: place, step } };
}

function nativeForward(step) {
  let x = images;
  layers.forEach((layer, place) => {
    if (typeof layer === 'string')
      x = poolDropout(x, {
        kind: layer,
        size: 3,
        strides: 2,
        dropout: { rate: 0.5, noise: { seed: 1, stream: place, step } },
      });
    else {
      const { filter, bias } = parameters[place];
      x = rectifiedConv2d(x, filter, bias, rectifierOf(place, step), { inputGradient: place > 0 });
    }
  });
  return tf.mean(x, [1, 2]);
}

function uniform(shape, seeds) {
  const { TF_ATTR_TYPE: type, TF_FLOAT, TF_INT32 } = tf.backend().binding;
  const attributes = Object.entries({ dtype: TF_FLOAT, T: TF_INT32, Tseed: TF_INT32 }).map(
    ([name, value]) => ({ name, type, value }),
  );
  return tf
    .backend()
    .executeSingleOutput('StatelessRandomUniform', attributes, [
      tf.tensor1d(shape, 'int32'),
      tf.tensor1d(seeds, 'int32'),
    ]);
}

function plainRectifier(x, place, step) {
  if (activation === 'relu') return tf.relu(x);
  if (activation === 'leaky') return tf.leakyRelu(x, 1 / 5.5);
  if (activation === 'prelu') return tf.prelu(x, parameters[place].slopes);
  const slopes = (shape) =>
    tf.div(1, tf.add(3, tf.mul(5, uniform(shape, seedsOf({ seed: 1, stream: place, step })))));
  return tf.customGrad((x, save) => {
    const y = tf.maximum(x, tf.mul(x, slopes(x.shape)));
    save([y]);
    return { value: y, gradFunc: (dy, [y]) => tf.where(tf.greater(y, 0), dy, tf.mul(dy, slopes(y.shape))) };
  })(x);
}

function plainForward(step) {
  let x = images;
  layers.forEach((layer, place) => {
    if (typeof layer === 'string')
      x = tf.dropout((layer === 'mean' ? tf.avgPool : tf.maxPool)(x, 3, 2, 'same'), 0.5);
    else {
      const { filter, bias } = parameters[place];
      x = plainRectifier(tf.add(tf.conv2d(x, filter, 1, 'same'), bias), place, step);
    }
  });
  return tf.mean(x, [1, 2]);
}

function update(gradients) {
  const old = momenta;
  if (native) {
    const all = {
      weights,
      momenta,
      gradients,
      rates: weights.map(() => rate),
      decays: weights.map(() => decay),
      momentum,
    };
    const next = sgdStep(all);
    for (const [i, weight] of weights.entries()) weight.assign(next.weights[i]);
    momenta = next.momenta.map(tf.keep);
  } else {
    momenta = weights.map((weight, i) =>
      tf.keep(tf.sub(tf.mul(old[i], momentum), tf.mul(tf.add(gradients[i], tf.mul(weight, decay)), rate))),
    );
    for (const [i, weight] of weights.entries()) weight.assign(tf.add(weight, momenta[i]));
  }
  tf.dispose(old);
}

let steps = 0;
let loss = 0;
function step() {
  tf.tidy(() => {
    steps++;
    const forward = () =>
      tf.losses.softmaxCrossEntropy(labels, native ? nativeForward(steps) : plainForward(steps));
    const { value, grads } = tf.variableGrads(forward, weights);
    update(weights.map(({ name }) => grads[name]));
    loss = value.dataSync()[0];
  });
}

for await (const _ of createInterface({ input: process.stdin })) {
  const before = process.cpuUsage();
  const start = process.hrtime.bigint();
  step();
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  const { user, system } = process.cpuUsage(before);
  const megabytes = process.resourceUsage().maxRSS / 1024;
  console.log(
    JSON.stringify({
      wall,
      cpu: (user + system) / 1e3,
      megabytes,
      loss,
      tensors: tf.memory().numTensors,
      scratch: scratchBytes(),
    }),
  );
}
