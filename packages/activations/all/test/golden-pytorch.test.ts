import type { Activation } from '@rectified/activation';
import { conformanceChecks, type Golden } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { expect, it } from 'vitest';
import { activations } from '../src/index.js';
import golden from './golden-pytorch.json' with { type: 'json' };

const { by, ...tables }: { by: string } & Record<string, Record<string, Golden> | string> = golden;
const known: Readonly<Record<string, Activation>> = activations;
const backends = await loadBackends();

it("has PyTorch's values for every activation that PyTorch has", () => {
  expect(by).toMatch(/^torch 2\./);
  expect(Object.keys(tables).sort()).toEqual(
    [
      ...['elu', 'gelu', 'hard-swish', 'leaky-relu', 'mish', 'prelu'],
      ...['relu', 'relu6', 'rrelu', 'selu', 'softplus', 'swish'],
    ].sort(),
  );
});

const checks = Object.entries(tables).flatMap(([name, table]) => {
  const { default: rows, ...variants } = table as { default: Golden } & Record<string, Golden>;
  return conformanceChecks(known[name]!, { backends, golden: rows, variantGolden: variants })
    .filter((check) => check.name === 'has the golden values')
    .map(({ variant, backend, run }) => [variant ? `${name}:${variant}` : name, backend, run] as const);
});

it.each(checks)('%s agrees with PyTorch (%s)', async (_name, _backend, run) => {
  await run();
});
