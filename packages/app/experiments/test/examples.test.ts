import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testArchitecture } from '@rectified/architecture/testing';
import { loadBackends } from '@rectified/backend';
import { testDatasetDescription } from '@rectified/dataset/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { importCode } from '../src/import-code.js';
import { describeArchitecture, mergeConfig, runExperiment } from '../src/index.js';
import { readmeBlock } from './readme-block.js';

// The examples of READMEs, each a file of its own, as their readers have them.
const backends = await loadBackends();
const directory = mkdtempSync(join(tmpdir(), 'examples-'));
const [resnet, birds] = ['resnet.ts', 'birds.ts'].map((name) => join(directory, name)) as [string, string];
writeFileSync(resnet, readmeBlock('resnet.ts', 'architecture'));
writeFileSync(birds, readmeBlock('birds.ts', 'dataset'));
const data = join(directory, 'my-birds');
afterAll(() => rmSync(directory, { recursive: true }));

const classes = ['eagle', 'owl', 'wren'];
for (const [label, name] of classes.entries()) {
  mkdirSync(join(data, name), { recursive: true });
  for (let i = 0; i < 10; i++) {
    const pixels = Buffer.from(
      Uint8Array.from(
        { length: 32 * 32 * 3 },
        (_, at) => (at % 3 === label ? 200 : 30) + ((at * 7 + i * 13) % 40),
      ),
    );
    writeFileSync(join(data, name, `${i}.ppm`), Buffer.concat([Buffer.from('P6\n32 32\n255\n'), pixels]));
  }
}

testArchitecture(await importCode('architecture', resnet, resnet), {
  describe,
  it,
  backends,
  small: { width: 0.25, shape: [8, 8, 3] },
  otherShape: [12, 8, 1],
  variants: [{ blocks: 1 } as object],
  refusals: [[{ blocks: 0 } as object, 'blocks of resnet: expected a whole number from 1 to 200, got 0']],
  smooth: true,
});

testDatasetDescription(await importCode('dataset', birds, birds), { describe, it, folder: data });

it('the residual network is the ResNet-20 of its paper', async () => {
  const { config } = await mergeConfig({ architecture: resnet, activation: 'relu' });
  const { parameters, layers } = await describeArchitecture(config);
  // Table 6: 0.27 million; here the shortcuts have weights, 16 x 32 + 32 x 64 and their normalizations.
  const paper = 269_722;
  expect(parameters).toBe(paper + 16 * 32 + 32 * 64 + 2 * (32 + 64));
  expect(layers.filter(({ className }) => ['Conv2D', 'Dense'].includes(className))).toHaveLength(20 + 2);
});

it('both are trained by their files', async () => {
  const { config } = await mergeConfig({
    architecture: resnet,
    architectureOptions: { blocks: 1 },
    width: 0.25,
    dataset: birds,
    data,
    activation: 'rrelu',
    epochs: 4,
    batch: 8,
    augment: 'none',
    optimizer: { rate: 0.1 },
    evaluateTrain: false,
  });
  const folder = join(directory, 'run');
  const { result } = await runExperiment(config, { folder });
  expect(result.final!.test!.error).toBeLessThan(0.34);
  const { titles, measure } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  expect({ titles, measure }).toEqual({
    titles: { activation: 'RReLU', architecture: 'ResNet', dataset: 'Birds of my garden' },
    measure: 'error',
  });
});
