import { isStochastic } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { reload } from './reload.js';
import { acceptedShape, aKey, demand, make, modes, type Subject, sample, within } from './subject.js';

/** A model with the layer that is saved and loaded has the same class, config and output. */
export async function checkSerialization(subject: Subject): Promise<void> {
  const layer = make(subject);
  const [, ...shape] = acceptedShape(layer, [2, 3, 5, 4]);
  const inputs = tfl.input({ shape });
  const model = tfl.model({ inputs, outputs: layer.apply(inputs) as tfl.SymbolicTensor });
  // Different from the initial values, which any new layer has.
  tf.tidy(() => {
    layer.weights.forEach((weight, i) => {
      weight.write(tf.add(weight.read(), tf.mul(0.01 * (i + 1), sample(weight.shape as number[], []))));
    });
  });

  const loaded = await reload(model);
  const copy = loaded.getLayer(layer.name);

  demand(copy.constructor === layer.constructor, `expected the class ${layer.getClassName()}, got another`);
  const config = layer.getConfig();
  for (const [key, value] of Object.entries(subject.config ?? {}))
    demand(
      JSON.stringify(config[key]) === JSON.stringify(value),
      `getConfig(): expected ${key} = ${JSON.stringify(value)}, got ${JSON.stringify(config[key])}`,
    );
  const [expected, got] = [JSON.stringify(config), JSON.stringify(copy.getConfig())];
  demand(got === expected, `config after loading: expected ${expected}, got ${got}`);
  for (const { training, mode } of modes)
    within(`output in ${mode}`, () =>
      tf.tidy(() => {
        const x = sample([2, ...shape], subject.kinks);
        for (const each of [layer, copy]) if (isStochastic(each)) each.noise = aKey;
        const [y, same] = [model, loaded].map((each) =>
          (each.apply(x, { training }) as tf.Tensor).dataSync(),
        );
        closeTo(same!, y!, { absolute: 0, relative: 0 });
      }),
    );
  model.dispose();
  loaded.dispose();
}
