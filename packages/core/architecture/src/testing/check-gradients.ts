import assert from 'node:assert/strict';
import { gradientsOf } from './gradients-of.js';
import { Slopes } from './slopes.js';
import type { Build } from './subject.js';

// What normalizations make of float32's roundings.
const rounding = 1e-5;

/** The loss reaches everything that is learned. */
export function checkGradients(build: Build): void {
  const gradients = gradientsOf(build({ activation: () => new Slopes() }));
  const nothing = gradients.every(({ learned }) => learned) ? 0 : rounding;
  for (const { name, largest, learned } of gradients)
    if (learned) assert.ok(largest > nothing, `the gradient by ${name} is ${largest}`);
    else assert.ok(largest < rounding, `the gradient by ${name}, which is normalized away, is ${largest}`);
}
