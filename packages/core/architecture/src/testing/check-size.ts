import assert from 'node:assert/strict';
import { describeModel } from '@rectified/layers';
import { Slopes } from './slopes.js';
import { type Build, remembered } from './subject.js';

/** How large a network is in full, by its publication or by counting. */
export interface Size<Options> {
  /** The options of the network: `{ classes: 10 }`. */
  readonly options: Options;
  /** Numbers that are learned, without those of activations. */
  readonly parameters: number;
  /** Numbers that are kept but not learned. Default 0. */
  readonly statistics?: number;
  /** Multiplications with an addition in one forward pass of one image; see {@link describeModel}. */
  readonly macs: number;
  /** Numbers that activations learn which have one for every channel. */
  readonly slopes: number;
  /** Numbers that activations give for one image. */
  readonly activated: number;
}

/** The network against what is said of its size. */
export function checkSize(build: Build, size: Size<unknown>): void {
  const { made, activation } = remembered(() => new Slopes());
  const { layers, parameters, statistics, macs } = describeModel(build({ activation }));
  const activations = new Set([...made].map(({ name }) => name));
  const sum = (what: (layer: (typeof layers)[number]) => number) =>
    layers.filter(({ name }) => activations.has(name)).reduce((sum, layer) => sum + what(layer), 0);
  const slopes = sum((layer) => layer.parameters);
  const activated = sum(({ outputShape }) => outputShape.reduce<number>((product, n) => product * n!, 1));

  const compare = (what: string, got: number, expected: number) =>
    assert.equal(got, expected, `${what}: expected ${expected}, got ${got}`);
  compare('parameters', parameters - slopes, size.parameters);
  compare('statistics', statistics, size.statistics ?? 0);
  compare('macs', macs, size.macs);
  compare('slopes', slopes, size.slopes);
  compare('activated', activated, size.activated);
}
