import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { afterEach, expect, it, vi } from 'vitest';
import { describesCall, isRectifying, isSelfUpdating, type NegativeSlope } from '../src/index.js';

class Zero extends layers.Layer {
  static className = 'TestZero';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.relu([inputs].flat()[0]!);
  }
  rectifier(): NegativeSlope {
    return { kind: 'fixed', slope: 0 };
  }
}
/** Says so. */
class Described extends Zero {
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return super.call(inputs);
  }
  override rectifier(): NegativeSlope {
    return super.rectifier();
  }
}
describesCall(Described);
class Named extends Zero {}
class Clipped extends Zero {
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.minimum(super.call(inputs), 1);
  }
}
class ClippedDescribed extends Described {
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.minimum(super.call(inputs), 1);
  }
}
class Again extends Clipped {
  override rectifier(): NegativeSlope {
    return { kind: 'fixed', slope: 0 };
  }
}

afterEach(() => vi.restoreAllMocks());

it.each([
  [Zero, true],
  [Described, true],
  [Named, true],
  [Again, true],
  [Clipped, false],
  [ClippedDescribed, false],
])('a rectifier describes the call that it was written for: %o', (Class, rectifying) => {
  expect(isRectifying(new Class({}))).toBe(rectifying);
});

it('no layer, and one without a rectifier, is rectifying', () => {
  for (const one of [
    undefined,
    null,
    'relu',
    {},
    layers.reLU({}),
    Object.assign(layers.reLU({}), { rectifier: 1 }),
  ])
    expect(isRectifying(one)).toBe(false);
});

it('a call that somebody put in its place is not described', () => {
  const layer = new Described({});
  vi.spyOn(Described.prototype, 'call').mockImplementation((inputs) => [inputs].flat()[0]!);
  expect(isRectifying(layer)).toBe(false);
  vi.restoreAllMocks();
  expect(isRectifying(layer)).toBe(true);
  layer.call = (inputs) => [inputs].flat()[0]!;
  expect(isRectifying(layer)).toBe(false);
});

it('a layer says how its parameters are updated, or does not', () => {
  expect(isSelfUpdating(Object.assign(new Zero({}), { parameterUpdates: {} }))).toBe(true);
  expect(isSelfUpdating(new Zero({}))).toBe(false);
  expect(isSelfUpdating(undefined)).toBe(false);
});
