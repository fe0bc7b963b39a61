import assert from 'node:assert/strict';
import { type Build, kernelLayers } from './subject.js';

// Larger than any hidden layer of the full network.
const classes = 7;

/** `width` multiplies the channels of every layer with a kernel except the last: rounded, at least 1. */
export function checkWidth(build: Build): void {
  const channels = (width: number) =>
    new Map(
      kernelLayers(build({ classes, width })).map(({ name, outputShape }) => [
        name,
        outputShape.at(-1) as number,
      ]),
    );
  const full = channels(1);
  for (const width of [0.1, 0.001])
    for (const [name, got] of channels(width)) {
      const paper = full.get(name)!;
      const expected = paper === classes ? classes : Math.max(1, Math.round(paper * width));
      assert.equal(
        got,
        expected,
        `channels of ${name} with width ${width}: expected ${expected}, got ${got}`,
      );
    }
}
