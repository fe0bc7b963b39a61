import assert from 'node:assert/strict';
import { describeModel } from '@rectified/layers';
import { Slopes } from './slopes.js';
import { type Build, remembered } from './subject.js';

/** The size of the full network, as published or counted. */
export interface Size<Options> {
  /** Options of the network: `{ classes: 10 }`. */
  readonly options: Options;
  /** Number of learned parameters, without those of activations. */
  readonly parameters: number;
  /** Number of parameters that are kept but not learned. Default 0. */
  readonly statistics?: number;
  /** Multiply-adds in a forward pass of one image; see {@link describeModel}. */
  readonly macs: number;
  /** Number of parameters of activations that learn one per channel. */
  readonly slopes: number;
  /** Number of outputs of all activations for one image. */
  readonly activated: number;
}

/** Compares the network with its published size. */
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
