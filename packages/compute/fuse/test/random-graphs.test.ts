import { chooseBackend } from '@rectified/backend';
import { nativeLoaded } from '@rectified/native';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Apply, asFused, asKeyed, asPlanned, checkGraph } from './check-graph.js';
import { graphSpecs } from './random-graphs.js';

const { kernels, detail } = await chooseBackend().catch((error: Error) => ({
  kernels: 'plain',
  detail: error.message,
}));
await tf.ready();
const fused = kernels === 'native';

/** More of them: `RECTIFIED_GRAPHS=10000 RECTIFIED_SEED=1 npx vitest run ... random-graphs`. */
const numRuns = Number(process.env.RECTIFIED_GRAPHS ?? 200);
const seed = Number(process.env.RECTIFIED_SEED ?? 1);

describe('random networks', () => {
  afterEach(() => tf.disposeVariables());
  const every = (apply: Apply, runs: number) => {
    const passes = { compared: 0, of: 0 };
    fc.assert(
      fc.property(graphSpecs, (spec) => {
        try {
          const { compared, of } = tf.tidy(() => checkGraph(spec, apply) as never) as typeof passes;
          passes.compared += compared;
          passes.of += of;
        } finally {
          tf.disposeVariables();
        }
      }),
      { seed, numRuns: runs },
    );
    expect(passes.compared).toBeGreaterThan(0.8 * passes.of);
  };

  it.skipIf(!fused)(`are the same fused${fused ? '' : ` (not tried: ${detail})`}`, { timeout: 36e5 }, () => {
    expect(nativeLoaded()).toBe(true);
    every(asFused, numRuns);
  });

  it('are the same with noise that comes with the call', { timeout: 36e5 }, () => {
    every(asKeyed, Math.ceil(numRuns / 2));
  });

  it('are the same layer by layer', { timeout: 36e5 }, () => {
    every(asPlanned, Math.ceil(numRuns / 4));
  });
});
