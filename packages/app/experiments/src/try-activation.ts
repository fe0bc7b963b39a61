import type { Activation } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { onCpu } from './on-cpu.js';

/** Makes the layer of an activation and computes a few numbers. Throws an `InputError` where it is none. */
export async function tryActivation(
  activation: Activation,
  { variant }: { variant?: string },
): Promise<void> {
  const { config } = (variant !== undefined && activation.variants?.[variant]) || { config: undefined };
  const make = () => new activation.layer(config);
  checkLayer(make());
  await onCpu(() => compute(make()));
}

function checkLayer(layer: layers.Layer): void {
  const made = layer?.constructor as { className?: string; name?: string } | undefined;
  if (typeof layer?.apply !== 'function' || typeof layer.getConfig !== 'function')
    throw new InputError({
      what: 'its layer is none of tfjs',
      expected: 'a class that extends layers.Layer of @tensorflow/tfjs-layers',
      got: made?.name ?? typeof layer,
    });
  const { className = '' } = made!;
  const registered = tf.serialization.SerializationMap.getMap().classNameMap[className]?.[0];
  if (registered !== made)
    throw new InputError({
      what: 'tfjs does not know its layer, so that no network with it could be loaded again',
      expected: 'a static className of its own, and tf.serialization.registerClass(...)',
      got:
        className === ''
          ? 'no className'
          : `"${className}", ${registered ? 'another class' : 'not registered'}`,
    });
  layer.getConfig();
}

/** A few numbers forward and backward: the same shape, finite float32, and nothing kept. */
function compute(layer: layers.Layer): void {
  const shape = [2, 8, 8, 4];
  // From -3 to 3 without 0, where derivatives may jump.
  const x = tf.tensor(
    Float32Array.from({ length: 512 }, (_, i) => ((i * 37) % 512) / 85 - 3.003),
    shape,
  );
  const apply = (input: tf.Tensor, training: boolean) => layer.apply(input, { training }) as tf.Tensor;
  const tensors = [false, true, false, true].map((training) => {
    tf.tidy(() => checkNumbers('gives', apply(x, training), shape));
    return tf.memory().numTensors;
  });
  if (tensors[3]! > tensors[1]!)
    throw new InputError({
      what: `keeps ${tensors[3]! - tensors[1]!} tensors in two calls`,
      expected: 'none: memory would run full',
    });
  tf.tidy(() => checkNumbers('has as gradient', tf.grad((input) => apply(input, true))(x), shape));
}

function checkNumbers(what: string, y: tf.Tensor, shape: readonly number[]): void {
  const [expected, got] = difference(y, shape) ?? [];
  if (expected === undefined) return;
  throw new InputError({
    what: `${what} something else for an input of shape [${shape}]`,
    expected,
    got,
  });
}

function difference(y: tf.Tensor, shape: readonly number[]): [expected: string, got: string] | undefined {
  if (!(y instanceof tf.Tensor)) return ['a tensor', Array.isArray(y) ? 'a list' : typeof y];
  if (y.shape.join() !== shape.join()) return ['the same shape', `[${y.shape}]`];
  if (y.dtype !== 'float32') return ['float32', y.dtype];
  const broken = y.dataSync().find((value) => !Number.isFinite(value));
  return broken === undefined ? undefined : ['finite numbers for numbers from -3 to 3', String(broken)];
}
