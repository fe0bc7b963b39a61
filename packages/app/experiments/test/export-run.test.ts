import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { exportRun, openData, predictRun, runExperiment } from '../src/index.js';
import { smallRuns } from './small-runs.js';

const { inside, small } = smallRuns({ activation: 'rrelu', epochs: 1 });
const tensorFlow = (await loadBackends()).includes('tensorflow');

/** What of tfjs-node loads a SavedModel. */
interface TfjsNode {
  readonly node: {
    loadSavedModel(folder: string): Promise<{
      predict(inputs: Record<string, tf.Tensor>): Record<string, tf.Tensor>;
      dispose(): void;
    }>;
  };
}

it.skipIf(!tensorFlow).each(['softmax', 'rectifier'] as const)(
  'tfjs-node predicts by the exported network what the run predicts (%s)',
  async (head) => {
    const [run, out] = [inside(head), inside('exported', head)];
    const config = await small({ head, kernels: 'plain' });
    await runExperiment(config, { folder: run });
    const exported = await exportRun(run, { format: 'savedmodel', out });
    expect(exported).toMatchObject({ out, shape: [32, 32, 3], classes: 10, steps: [] });

    const { test } = await openData(config);
    const { pixels, shape } = test.batch(Array.from({ length: test.size }, (_, index) => index));
    const { node } = (await import('@tensorflow/tfjs-node' as string)) as TfjsNode;
    const model = await node.loadSavedModel(out);
    const { probabilities } = model.predict({ images: tf.tensor([...pixels], [...shape]) });
    const predicted = await predictRun(run);
    closeTo(probabilities!.dataSync(), predicted.probabilities, { absolute: 1e-5 });
    model.dispose();
  },
);

it('writes into a new folder only, and what it knows', async () => {
  const [run, out] = [inside('run'), inside('taken')];
  await runExperiment(await small(), { folder: run });
  mkdirSync(out);
  writeFileSync(join(out, 'mine'), '');
  await expect(exportRun(run, { format: 'savedmodel', out })).rejects.toThrow(/taken: there is something/);
  await expect(exportRun(run, { format: 'onnx' as 'savedmodel', out })).rejects.toThrow(/format.*savedmodel/);
  expect(existsSync(join(out, 'saved_model.pb'))).toBe(false);
});
