import assert from 'node:assert/strict';
import { gradientsOf } from './gradients-of.js';
import { Slopes } from './slopes.js';
import type { Build } from './subject.js';

// What normalization makes of float32's rounding errors.
const rounding = 1e-5;

/** Everything that is learned gets a gradient from the loss. */
export function checkGradients(build: Build): void {
  const gradients = gradientsOf(build({ activation: () => new Slopes() }));
  const nothing = gradients.every(({ learned }) => learned) ? 0 : rounding;
  for (const { name, largest, learned } of gradients)
    if (learned) assert.ok(largest > nothing, `the gradient by ${name} is ${largest}`);
    else assert.ok(largest < rounding, `the gradient by ${name}, which is normalized away, is ${largest}`);
}
