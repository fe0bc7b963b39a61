import assert from 'node:assert/strict';
import { streamOf } from '@rectified/random';
import { initializers } from '@tensorflow/tfjs-layers';
import { type Build, kernelLayers, kernelOf } from './subject.js';

/** A function passed as `initialization` is called once for every kernel, with the layer's name, the seed and its own stream. */
export function checkInitialization(build: Build): void {
  const asked: string[] = [];
  const model = build({
    seed: 7,
    initialization({ layer, ...key }) {
      assert.deepEqual(key, { seed: 7, stream: streamOf(`${layer}/kernel`) }, `key of ${layer}`);
      asked.push(layer);
      return initializers.constant({ value: asked.length });
    },
  });
  const kernels = kernelLayers(model).map(({ name }) => name);
  assert.deepEqual([...asked].sort(), kernels.sort(), 'layers that an initializer is asked for');
  asked.forEach((layer, i) => {
    const [first] = kernelOf(model.getLayer(layer))!.read().dataSync();
    assert.equal(first, i + 1, `the kernel of ${layer} is another initializer's`);
  });
}
