import assert from 'node:assert/strict';
import type { layers } from '@tensorflow/tfjs-layers';
import type { ArchitectureOptions } from '../architecture-options.js';
import { Slopes } from './slopes.js';
import { type Build, kernelOf, leaky, relu, remembered } from './subject.js';

/** A seed gives the same network with every activation; another seed gives other kernels. */
export function checkInitialWeights(build: Build): void {
  const weights = (options: Partial<ArchitectureOptions>, activation: () => layers.Layer) => {
    const { made, ...remember } = remembered(activation);
    const others = build({ ...options, ...remember }).layers.filter((layer) => !made.has(layer));
    return new Map(
      others.flatMap((layer) =>
        layer.weights.map(
          (weight) => [weight.originalName, { values: weight.read().dataSync(), layer }] as const,
        ),
      ),
    );
  };
  const same = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    a.length === b.length && Array.from(a).every((value, i) => value === b[i]);

  const expected = weights({ seed: 3 }, relu);
  for (const activation of [relu, leaky, () => new Slopes()]) {
    const got = weights({ seed: 3 }, activation);
    assert.deepEqual([...got.keys()], [...expected.keys()], 'variables besides those of activations');
    for (const [name, { values }] of got)
      assert.ok(
        same(values, expected.get(name)!.values),
        `${name} differs with the activation, for one seed`,
      );
  }
  for (const [name, { values, layer }] of weights({ seed: 4 }, relu))
    if (kernelOf(layer)?.originalName === name)
      assert.ok(!same(values, expected.get(name)!.values), `${name} is the same for seeds 3 and 4`);
}
