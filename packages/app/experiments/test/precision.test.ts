import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadBackends } from '@rectified/backend';
import { readRun } from '@rectified/run-folder';
import { expect, it } from 'vitest';
import { engineOfRun } from '../src/engine-of-run.js';
import { evaluateRun, type Recipe, runExperiment } from '../src/index.js';
import { smallRuns, weights } from './small-runs.js';

const { inside, small } = smallRuns({ activation: 'rrelu', epochs: 2 });
const tensorFlow = (await loadBackends()).includes('tensorflow');

async function run(values: Recipe, folder: string) {
  return runExperiment(await small(values), { folder });
}

it.skipIf(!tensorFlow)(
  'computes in bf16 by a compiled function on any processor, says so in run.json, and can be evaluated',
  async () => {
    const [rounded, whole] = [inside('bf16'), inside('float32')];
    await run({ engine: 'compiled', precision: 'bf16', kernels: 'auto' }, rounded);
    await run({ engine: 'compiled', kernels: 'plain' }, whole);
    const { description } = await readRun(rounded);
    expect(description.config.precision).toBe('bf16');
    expect(description.backend).toMatchObject({ engine: 'compiled', kernels: 'plain' });
    expect(weights(rounded)).not.toEqual(weights(whole));
    const { images } = await evaluateRun(rounded);
    expect(images).toBeGreaterThan(0);
  },
);

it.skipIf(!tensorFlow).each([
  [{ engine: 'compiled', precision: 'bf16', kernels: 'native' }, /native/],
  [{ engine: 'eager', precision: 'tf32', kernels: 'plain' }, /tf32 is for NVIDIA GPUs/],
  [{ engine: 'compiled', precision: 'tf32', kernels: 'plain' }, /tf32 is for NVIDIA GPUs/],
] as const)('refuses %j before anything is written', async (values, message) => {
  const folder = inside('refused');
  await expect(run({ backend: 'tfjs-node', ...values }, folder)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(message),
  });
  expect(existsSync(join(folder, 'run.json'))).toBe(false);
});

it('refuses bf16 for native kernels', () => {
  const backend = { name: 'tfjs-node', kernels: 'native' } as const;
  expect(() =>
    engineOfRun({ engine: 'compiled', precision: 'bf16' }, { backend, steps: 1, own: true }),
  ).toThrow(/--kernels plain/);
});
