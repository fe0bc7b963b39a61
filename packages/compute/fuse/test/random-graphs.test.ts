import { chooseBackend } from '@rectified/backend';
import { hasFusedOperations } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { asCompiled, asFused, asKeyed, asPlanned, checkGraph, type Way } from './check-graph.js';
import { graphSpecs } from './random-graphs.js';

const { name, kernels, detail } = await chooseBackend().catch((error: Error) => ({
  name: 'none',
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
  const every = (way: Way, runs: number, specs = graphSpecs) => {
    const passes = { compared: 0, of: 0 };
    fc.assert(
      fc.property(specs, (spec) => {
        try {
          const { compared, of } = tf.tidy(() => checkGraph(spec, way) as never) as typeof passes;
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
    expect(hasFusedOperations()).toBe(true);
    every(asFused, numRuns);
  });

  const compiles = name.startsWith('tfjs-node');
  it.skipIf(!compiles)(
    `are the same compiled${compiles ? '' : ` (not tried: ${detail})`}`,
    { timeout: 36e5 },
    () => {
      // tfjs-node reads the numbers of words in order to check them, which a compiled function refuses.
      const wordless = graphSpecs.filter(({ inputs }) => inputs.every(({ kind }) => kind !== 'words'));
      every(asCompiled, Math.ceil(numRuns / 4), wordless);
    },
  );

  it('are the same with noise that comes with the call', { timeout: 36e5 }, () => {
    every(asKeyed, Math.ceil(numRuns / 2));
  });

  it('are the same layer by layer', { timeout: 36e5 }, () => {
    every(asPlanned, Math.ceil(numRuns / 4));
  });
});
