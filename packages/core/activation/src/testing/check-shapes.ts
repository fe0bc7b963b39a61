import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { changesChannels } from '../changes-channels.js';
import { acceptedShape, demand, forward, make, modes, type Subject, sample, within } from './subject.js';

const shapes = [
  [1, 1],
  [3, 5],
  [2, 3, 7],
  [2, 5, 7, 3],
  [1, 2, 3, 2, 5],
  [0, 3],
  [0, 2, 2, 3],
];

/** Dense and convolutional inputs, odd sizes, empty batches, and batches of changing size. */
export function checkShapes(subject: Subject): void {
  for (const { training, mode } of modes)
    for (const shape of shapes)
      within(`input [${shape}] in ${mode}`, () =>
        tf.tidy(() => {
          const layer = make(subject);
          const accepted = acceptedShape(layer, shape);
          for (const input of [accepted, [accepted[0]! + 2, ...accepted.slice(1)]]) {
            const y = forward(layer, sample(input, subject.kinks), training);
            const expected = String(layer.computeOutputShape(input));
            demand(String(y.shape) === expected, `expected an output [${expected}], got [${y.shape}]`);
            demand(y.dtype === 'float32', `expected float32, got ${y.dtype}`);
            checkChannels(layer, input.at(-1)!, y.shape.at(-1)!);
          }
        }),
      );
}

/** If a layer declares how it changes the number of channels, that must be right. */
function checkChannels(layer: layers.Layer, before: number, behind: number): void {
  const said = changesChannels(layer) ? layer.inputChannels(behind) : before;
  demand(said === before, `inputChannels(${behind}): expected ${before}, got ${said}`);
}
