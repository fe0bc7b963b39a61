import type { Activation } from '@rectified/activation';
import { acceptedShape, checkRandomness } from '@rectified/activation/testing';
import { InputError, shown } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { checkClassName } from './check-class-name.js';
import { gradientFault } from './gradient-fault.js';
import { checkShape, outputShape } from './hold-to-shape.js';
import { onCpu } from './on-cpu.js';

/**
 * Makes the layer of an activation and computes a few numbers: the quick part of what `checkActivation` does in full, without
 * which a training would fail, or be of no use. Throws an `InputError` if something is wrong.
 */
export async function tryActivation(
  activation: Activation,
  { variant, file }: { variant?: string; file: string },
): Promise<void> {
  const { config } = (variant !== undefined && activation.variants?.[variant]) || { config: undefined };
  checkClass(activation.layer);
  await checkClassName(activation, file);
  const make = () => new activation.layer(config);
  checkLayer(make());
  await onCpu(() => {
    try {
      compute(make(), file);
    } catch (error) {
      // As tfjs has it, in the words of a kernel and of a tensor.
      if (!/reading 'backend'|is disposed/.test(String(error))) throw error;
      throw new InputError({
        what: 'uses a tensor that is gone: tfjs disposes of what was made in an earlier call',
        expected: 'tensors that are made in the call, or tf.keep(...)',
        cause: error,
      });
    }
    repeat({ layer: activation.layer, config, kinks: [0] });
  });
}

/** Twice the same, but for noise that comes from a key: else no run could be repeated, or be resumed. */
function repeat(subject: Parameters<typeof checkRandomness>[0]): void {
  try {
    checkRandomness(subject);
  } catch (error) {
    throw new InputError({
      what: `cannot be repeated: ${(error as Error).message}`,
      expected:
        'random numbers by a key alone: a formula with `noise`, or a layer that is Stochastic (@rectified/random)',
      cause: error,
    });
  }
}

/** Before a layer is made: tfjs takes its name from `className`, and says nothing of use where there is none. */
function checkClass(layer: unknown): void {
  const { className, prototype } = layer as { className?: unknown; prototype?: Partial<layers.Layer> };
  if (typeof prototype?.apply !== 'function' || typeof prototype.getConfig !== 'function')
    throw new InputError({
      what: 'its layer is not a tfjs layer',
      expected: 'a class that extends layers.Layer of @tensorflow/tfjs-layers',
      got: shown(layer),
    });
  if (typeof className !== 'string' || className === '')
    throw new InputError({
      what: 'its layer has no name, so a network with it could not be loaded again',
      expected: `a static className of its own, such as static className = '${(layer as { name: string }).name || 'Mine'}'`,
      got: shown(className),
    });
}

function checkLayer(layer: layers.Layer): void {
  const made = layer.constructor as unknown as { className: string };
  const { className } = made;
  const registered = tf.serialization.SerializationMap.getMap().classNameMap[className]?.[0];
  if (registered !== made)
    throw new InputError({
      what: 'tfjs does not know its layer, so a network with it could not be loaded again',
      expected: 'a static className of its own, and tf.serialization.registerClass(...)',
      got: `"${className}", ${registered ? 'another class' : 'not registered'}`,
    });
  layer.getConfig();
}

/** A few numbers forward and backward: the same shape, finite float32, and nothing kept. */
function compute(layer: layers.Layer, file: string): void {
  const x = inputs(layer, 2);
  const apply = (input: tf.Tensor, training: boolean) => layer.apply(input, { training }) as tf.Tensor;
  const tensors = [false, true, false, true].map((training) => {
    tf.tidy(() =>
      checkNumbers('its output', apply(x, training), { file, shape: outputShape(layer, x.shape), x }),
    );
    return tf.memory().numTensors;
  });
  if (tensors[3]! > tensors[1]!)
    throw new InputError({
      what: `leaks ${tensors[3]! - tensors[1]!} tensors in two calls`,
      expected: 'none: memory would fill up',
    });
  // The last batch of an epoch has another size than the first.
  for (const input of [x, inputs(layer, 3)])
    for (const training of [true, false])
      tf.tidy(() =>
        checkNumbers('its gradient', gradient(apply, input, training), {
          ...{ file, shape: input.shape, x: input },
        }),
      );
}

/** A batch with numbers from -10 to 10, most of them small, and 0 among them: as what dropout or padding leaves. */
function inputs(layer: layers.Layer, images: number): tf.Tensor {
  const shape = acceptedShape(layer, [images, 8, 8, 4]);
  const size = tf.util.sizeFromShape(shape);
  const numbers = Float32Array.from(
    { length: size },
    (_, i) => 10 * (((i * 37) % size) / (size / 2) - 1) ** 3,
  );
  return tf.tensor(numbers, shape);
}

function gradient(
  apply: (input: tf.Tensor, training: boolean) => tf.Tensor,
  x: tf.Tensor,
  training: boolean,
): tf.Tensor {
  try {
    return tf.grad((input) => apply(input, training))(x);
  } catch (error) {
    const fault = gradientFault(error);
    throw fault === undefined ? error : new InputError(fault);
  }
}

/** Of `y`, which was computed from `x`: its shape, and that it is finite. */
function checkNumbers(
  what: string,
  y: tf.Tensor,
  { file, shape, x }: { readonly file: string; readonly shape: readonly number[]; readonly x: tf.Tensor },
): void {
  checkShape(what, y, { file, shape, input: x.shape });
  const values = y.dataSync();
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken === -1) return;
  throw new InputError({
    what: `${what} is wrong for an input of shape [${x.shape}]`,
    expected: 'finite numbers for numbers from -10 to 10',
    got: `${values[broken]}${y.size === x.size ? ` for ${Number(x.dataSync()[broken]!.toPrecision(3))}` : ''}`,
  });
}
