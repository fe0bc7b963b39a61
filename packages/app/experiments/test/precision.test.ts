import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Kernels, loadBackends } from '@rectified/backend';
import { readRun } from '@rectified/run-folder';
import type { EngineName } from '@rectified/trainer';
import { expect, it } from 'vitest';
import { engineOfRun } from '../src/engine-of-run.js';
import { evaluateRun, type Recipe, runExperiment } from '../src/index.js';
import { precisionOfRun } from '../src/precision-of-run.js';
import { useBackend } from '../src/use-backend.js';
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
    expect(description.backend.detail).toMatch(/plain kernels in bf16$/);
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

it('takes plain kernels for what the native ones do not support, unless others are asked for', () => {
  const kernelsOf = (precision: 'float32' | 'bf16', engine: EngineName, kernels: Kernels = 'auto') =>
    precisionOfRun({ kernels, precision }, engine).backend.kernels;
  expect([kernelsOf('float32', 'xla'), kernelsOf('bf16', 'compiled')]).toEqual(['plain', 'plain']);
  expect([kernelsOf('float32', 'compiled'), kernelsOf('float32', 'eager')]).toEqual(['auto', 'auto']);
  expect(kernelsOf('float32', 'xla', 'native')).toBe('native');
});

it('says on the command line which option to leave out', async () => {
  await expect(useBackend({ backend: 'cpu', precision: 'tf32' })).rejects.toThrow(
    /\. Leave out `--backend` to/,
  );
  await expect(useBackend({ backend: 'cpu', kernels: 'native' }, { only: true })).rejects.toThrow(
    /cannot be used: the native kernels are for tfjs-node$/,
  );
});

it('refuses bf16 for native kernels', () => {
  const backend = { name: 'tfjs-node' as const, kernels: 'native' as const, rejected: [] };
  expect(() =>
    engineOfRun({ engine: 'compiled', precision: 'bf16' }, { backend, steps: 1, own: true }),
  ).toThrow(/--kernels plain/);
});
