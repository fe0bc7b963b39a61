import assert from 'node:assert/strict';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { Slopes } from './slopes.js';
import type { Build } from './subject.js';

/** The variables of a network whose activation learns one variable. */
export interface Variables {
  readonly count: number;
  /** The names of some variables, or of all, in the model's order: `conv1/kernel`. */
  readonly names: readonly string[];
}

/** Variables are named after their layers, in a program's second model as in its first. */
export function checkVariables(build: Build, expected?: Variables): void {
  const [first, second] = [1, 2].map(() => build({ activation: () => new Slopes() }));
  for (const layer of first!.layers)
    for (const { originalName } of layer.weights)
      assert.ok(
        originalName.startsWith(`${layer.name}/`),
        `${originalName} is the name of a variable of the layer ${layer.name}`,
      );
  const learned = namesOf(first!);
  if (expected !== undefined) checkNames(learned, expected);
  assert.deepEqual(namesOf(second!), learned, 'the variables of a second model have other names');
}

const namesOf = (model: LayersModel) =>
  model.trainableWeights.map((weight) => (weight as LayerVariable).originalName);

function checkNames(learned: readonly string[], { count, names }: Variables): void {
  const different = new Set(learned).size;
  assert.equal(different, count, `expected ${count} variables, got ${different}`);
  const known = learned.filter((name) => names.includes(name));
  assert.deepEqual(known, names, `expected variables ${names} in this order, got ${known}`);
}
