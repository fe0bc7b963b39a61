import { activations } from '@rectified/activations';
import { streamOf } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { compileSteps, type StepVariable } from '../src/index.js';

const [seed, step] = [3, 11];

type Results = Record<string, tf.Tensor>;

/** What a function of a tensor, [n / 4, 4], gives when it is run, and when it is compiled: of a step, with layers' noise. */
export function bothWays(
  values: readonly number[],
  of: (x: tf.Tensor, step: number) => Results,
  {
    xla,
    variables = {},
    names = [],
  }: {
    xla: boolean;
    variables?: Record<string, StepVariable>;
    /** Of the layers that draw. */
    names?: string[];
  },
) {
  const shape = [values.length / 4, 4];
  const steps = compileSteps({
    xla,
    variables,
    noise: { seed, streams: names.map(streamOf) },
    functions: {
      of: { most: 1, inputs: { x: { type: 'float32', shape } }, compute: ({ x }, step) => of(x!, step) },
    },
  });
  steps.write();
  const compiled = steps.call('of', { count: 1, step, inputs: { x: Float32Array.from(values) } });
  steps.dispose();
  const run: Record<string, Float32Array> = {};
  tf.tidy(() => {
    for (const [name, tensor] of Object.entries(of(tf.tensor([...values], shape), step)))
      run[name] = tensor.dataSync().slice() as Float32Array;
  });
  return { run, compiled };
}

/** Value and gradients, the latter with weights that differ from element to element. */
export function valueAndGradients(
  of: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  parameters: readonly tf.Variable[],
) {
  const y = of(x);
  const dy = tf.reshape(tf.div(tf.range(1, y.size + 1), y.size), y.shape);
  return [y, ...tf.grads((x: tf.Tensor) => of(x))([x, ...parameters], dy)];
}

/**
 * Every activation's value and gradients, in training and in inference, when it is run and when it is compiled, under names that begin
 * with its place in the list `layers`.
 */
export function activationsBothWays(values: readonly number[], { xla }: { xla: boolean }) {
  const layers = Object.entries(activations).map(([name, { layer: Layer }], index) => {
    const layer: tfl.layers.Layer = new Layer({ name: `${name}-${index}` } as never);
    layer.build([null, 4]);
    return layer;
  });
  const weights = layers.flatMap(({ weights }) => weights.map((weight) => weight.read() as tf.Variable));
  const variables = Object.fromEntries(
    weights.map((variable) => [
      variable.name,
      { read: () => variable, assign: (value: tf.Tensor) => variable.assign(value) },
    ]),
  );
  const names = layers.map(({ name }) => name);
  const ways = bothWays(
    values,
    (x, step) =>
      Object.fromEntries(
        layers.flatMap((layer, index) =>
          [true, false].flatMap((training) => {
            const noise = { seed, stream: streamOf(layer.name), step };
            const apply = (x: tf.Tensor) =>
              layer.apply(x, { training, ...(training && { noise }) }) as tf.Tensor;
            const parameters = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
            return valueAndGradients(apply, x, parameters).map((tensor, at) => [
              `of_${index}_${training ? 'training' : 'inference'}_${at}`,
              tensor,
            ]);
          }),
        ),
      ),
    { xla, variables, names },
  );
  tf.dispose(weights);
  return { layers: names, ...ways };
}
