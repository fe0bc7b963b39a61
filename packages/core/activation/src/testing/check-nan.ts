import * as tf from '@tensorflow/tfjs-core';
import { acceptedShape, demand, forward, make, modes, type Subject } from './subject.js';

/** NaN with and without its sign bit: on many processors, infinity minus infinity sets it. */
const bits = [0x7fc00000, 0xffc00000];

/** An activation must not hide that training has diverged: NaN in, NaN out. */
export function checkNaN(subject: Subject): void {
  for (const { training, mode } of modes)
    for (const each of bits)
      tf.tidy(() => {
        const layer = make(subject);
        const shape = acceptedShape(layer, [5, 7]);
        const nan = new Float32Array(new Uint32Array(tf.util.sizeFromShape(shape)).fill(each).buffer);
        const y = forward(layer, tf.tensor(nan, shape), training).dataSync();
        const swallowed = y.findIndex((value) => !Number.isNaN(value));
        demand(swallowed === -1, `NaN became ${y[swallowed]} in ${mode}`);
      });
}
