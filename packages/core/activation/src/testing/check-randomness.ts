import { isStochastic, type NoiseKey } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import {
  acceptedShape,
  aKey,
  backward,
  demand,
  forward,
  make,
  modes,
  type Subject,
  sample,
} from './subject.js';

/**
 * A layer without `noise` is deterministic. One with `noise` depends in training on the whole key and on nothing else, and
 * increments the step; in inference it does not depend on the key.
 */
export function checkRandomness(subject: Subject): void {
  tf.tidy(() => {
    const layer = make(subject);
    const x = sample(acceptedShape(layer, [2, 3, 5, 4]), subject.kinks);
    const output = (training: boolean, key = aKey) => String(forward(layer, x, training, key).dataSync());
    const dy = tf.onesLike(forward(layer, x, false));
    const gradient = (training: boolean, key = aKey) =>
      String(backward(layer, x, dy, training, key).map((each) => each.dataSync()));

    for (const { training, mode } of modes) {
      const [y, dx] = [output(training), gradient(training)];
      demand(output(training) === y, `the output differs from call to call in ${mode}`);
      demand(gradient(training) === dx, `the gradient differs from call to call in ${mode}`);
    }
    if (!isStochastic(layer)) return;

    const others: NoiseKey[] = [
      { ...aKey, seed: aKey.seed + 1 },
      { ...aKey, stream: aKey.stream + 1 },
      { ...aKey, step: aKey.step + 1 },
    ];
    for (const key of others) {
      const told = JSON.stringify(key);
      demand(output(true, key) !== output(true), `the output in training is the same with the noise ${told}`);
      demand(output(false, key) === output(false), `the output in inference depends on the noise ${told}`);
      demand(
        gradient(true, key) !== gradient(true),
        `the gradient in training is the same with the noise ${told}`,
      );
    }
    const noiseAfter = (training: boolean) => {
      output(training);
      return JSON.stringify([layer.noise.seed, layer.noise.stream, layer.noise.step]);
    };
    const { seed, stream, step } = aKey;
    demand(
      noiseAfter(true) === `[${seed},${stream},${step + 1}]`,
      'training must count noise.step on by one',
    );
    demand(noiseAfter(false) === `[${seed},${stream},${step}]`, 'inference must leave noise alone');

    const seeded = make({ ...subject, config: { ...subject.config, seed: 5 } });
    demand(
      isStochastic(seeded) && seeded.noise.seed === 5,
      'expected the config { seed: 5 } to seed the noise',
    );
    const [one, another] = [make(subject), make(subject)].map(
      (each) => isStochastic(each) && each.noise.seed,
    );
    demand(one !== another, 'two layers without a seed draw the same noise');
  });
}
