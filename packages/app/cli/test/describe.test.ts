import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@rectified/testing/files';
import { afterAll, describe, expect, it } from 'vitest';
import { call } from './call.js';

const directory = temporaryFolder(afterAll);

describe('describe', () => {
  it('prints the layers with their costs, and draws them', async () => {
    const out = join(directory, 'new', 'ndsb-net.svg');
    const { code, stdout, stderr } = await call(['describe', '--architecture', 'ndsb-net', '--out', out]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `The diagram is in ${out}\n` });
    // Counted by hand from Table 2 of the paper.
    expect(stdout).toMatch(/\| fc1 +\| dense, 1024; RReLU; dropout 0\.55 +\| +1024 \| 12,846,080 \|/);
    expect(stdout).toMatch(/\| sum .* 17,451,129 \| +490,912,128 \|\n\nHow it is computed /);
    expect(stdout).toMatch(/\| conv1, act1 +\| rectifiedConv2d +\| +\|\n/);
    const svg = readFileSync(out, 'utf8');
    expect(svg).toMatch(/^<svg /);
    expect(svg).toContain('>Plankton network with RReLU<');
  });

  it('--json has every layer by itself', async () => {
    const options = ['--activation', 'prelu', '--classes', '7', '--shape', '8,12,1', '--width', '0.1'];
    const { code, stdout } = await call(['describe', '--architecture', 'bn-inception', ...options, '--json']);
    expect(code).toBe(0);
    const { layers, plan, ...rest } = JSON.parse(stdout);
    expect(plan.steps.at(-1)).toEqual({ layers: ['fc'], kernel: 'rectifiedDense' });
    expect(rest).toMatchObject({
      architecture: 'bn-inception',
      activation: 'prelu',
      classes: 7,
      shape: [8, 12, 1],
    });
    // 66 convolutions with normalization and activation, 4 paddings, 10 pools, 10 concatenations, image, pool, fc.
    expect(layers).toHaveLength(66 * 3 + 4 + 10 + 10 + 3);
    expect(layers[0].outputShape).toEqual([8, 12, 1]);
    expect(layers.at(-1)).toMatchObject({ name: 'fc', className: 'Dense', settings: '7', outputShape: [7] });
  });
});
