import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { afterEach, expect, it, vi } from 'vitest';
import { type ElementwiseCall, isElementwise, isSelfUpdating, layerOf } from '../src/index.js';
import { elu, silu } from './formulas.js';

const inputOf = (inputs: tf.Tensor | tf.Tensor[]) => [inputs].flat()[0]!;
const call: ElementwiseCall = new (layerOf(silu))().elementwise({ training: false });

/** Not by `layerOf`, and so trusted as it stands. */
class Own extends layers.Layer {
  static className = 'TestOwn';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul(inputOf(inputs), tf.sigmoid(inputOf(inputs)));
  }
  elementwise(): ElementwiseCall {
    return call;
  }
}
class NamedOwn extends Own {}

const Formula = layerOf(elu);
class Named extends Formula {
  get scale(): number {
    return this.options.negativeScale;
  }
}

type LayerClass = new (config: object) => layers.Layer;
/** Computes something else than its parent. */
const clipped = (Parent: LayerClass) =>
  class Clipped extends Parent {
    override call(inputs: tf.Tensor | tf.Tensor[], more: object = {}): tf.Tensor {
      return tf.minimum(inputOf(super.call(inputs, more)), 1);
    }
  };
/** Says itself what it computes. */
const saying = (Parent: LayerClass) =>
  class Saying extends Parent {
    elementwise(): ElementwiseCall {
      return call;
    }
  };

afterEach(() => vi.restoreAllMocks());

it.each([
  [Own, true],
  [NamedOwn, true],
  [saying(clipped(Own)), true],
  [Formula, true],
  [Named, true],
  [saying(Formula), true],
  [clipped(Own), false],
  [clipped(Formula), false],
])(
  'what a layer says of its elements describes the call that it was written for: %o',
  (Class, elementwise) => {
    expect(isElementwise(new Class({}))).toBe(elementwise);
  },
);

it('without a declaration, or for anything but a layer, it is not elementwise', () => {
  const wrong = Object.assign(layers.reLU({}), { elementwise: 1 });
  for (const one of [undefined, null, 'relu', {}, layers.reLU({}), wrong])
    expect(isElementwise(one)).toBe(false);
});

it('a replaced call is not described', () => {
  const layer = new Named();
  vi.spyOn(Formula.prototype, 'call').mockImplementation(inputOf as never);
  expect(isElementwise(layer)).toBe(false);
  vi.restoreAllMocks();
  expect(isElementwise(layer)).toBe(true);
  layer.call = inputOf;
  expect(isElementwise(layer)).toBe(false);
});

it('a layer may declare how its parameters are updated', () => {
  expect(isSelfUpdating(new Formula())).toBe(true);
  expect(isSelfUpdating(new Own({}))).toBe(false);
  expect(isSelfUpdating(undefined)).toBe(false);
});
