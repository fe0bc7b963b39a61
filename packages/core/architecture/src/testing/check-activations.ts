import assert from 'node:assert/strict';
import { describeModel } from '@rectified/layers';
import { type Build, kernelLayers, leaky, remembered } from './subject.js';

/**
 * Each layer with a kernel is followed by the layers that `behind` names, and nothing else; the last is its activation. Without `behind`, this
 * is not checked; but every activation that is created must be in the model.
 */
export function checkActivations(build: Build, behind?: (layer: string) => readonly string[]): void {
  const { made, activation } = remembered(leaky);
  const model = build({ activation });
  const { layers } = describeModel(model);
  const after = (name: string) =>
    layers.filter(({ inputs }) => inputs.includes(name)).map((layer) => layer.name);
  const activations = new Set([...made].map(({ name }) => name));

  for (const { name: layer } of behind === undefined ? [] : kernelLayers(model)) {
    const chain = behind!(layer);
    let last = layer;
    for (const next of chain) {
      assert.equal(after(last).join(' and '), next, `behind ${last}: expected ${next}, got ${after(last)}`);
      last = next;
    }
    if (chain.length > 0) assert.ok(activations.has(last), `${last} behind ${layer} is not its activation`);
    else
      for (const next of after(layer))
        assert.ok(!activations.has(next), `${layer} is activated by ${next}, and should not be`);
  }
  for (const layer of made)
    assert.ok(model.layers.includes(layer), `an activation was made, but is not in the model: ${layer.name}`);
}
