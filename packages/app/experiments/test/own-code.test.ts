import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@rectified/testing/files';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  compare,
  describeArchitecture,
  evaluateRun,
  loadArchitecture,
  loadDataset,
  mergeConfig,
  predictRun,
  runExperiment,
} from '../src/index.js';
import { runSourcesInChildren } from './small-runs.js';

/** As the examples of the packages are, with everything that a run needs beside it. */
const network = `
import * as tf from '@tensorflow/tfjs-layers';
import { wholeNumber } from '@rectified/errors';
export default {
  name: 'small-net', title: 'Small net',
  paper: { title: 'Small nets', authors: ['Doe'], year: 2026 },
  published: { dataset: 'cifar10', classes: 3, shape: [6, 6, 1] },
  options: { channels: { check: wholeNumber({ from: 1 }), default: 4, help: 'of the convolution' } },
  build: ({ classes, activation, shape, seed, channels }) => tf.sequential({ layers: [
    tf.layers.conv2d({ name: 'conv', inputShape: [...shape], filters: channels, kernelSize: 3,
      kernelInitializer: tf.initializers.heNormal({ seed: seed + 1 }) }),
    Object.assign(activation(), { name: 'act' }),
    tf.layers.flatten({ name: 'flat' }),
    tf.layers.dense({ name: 'fc', units: classes, kernelInitializer: tf.initializers.heNormal({ seed: seed + 1 }) }),
  ] }),
};
`;

const images = `
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkIndex, fingerprint, makeDataset } from '@rectified/dataset';
import { oneOf } from '@rectified/errors';
const shape = [6, 6, 1];
const classes = ['left', 'middle', 'right'];
function part(name, size, bright) {
  const image = (index) => {
    checkIndex({ name, size }, index);
    const label = index % 3;
    const pixels = Uint8Array.from({ length: 36 }, (_, i) => (Math.floor((i % 6) / 2) === label ? bright : 10) + index % 5);
    return { pixels, shape, label, name: classes[label] };
  };
  return makeDataset({
    name, size, classes, shape, fingerprint: fingerprint(name, String(size), String(bright)), get: image,
    batch: (indices) => {
      const all = Array.from(indices, image);
      const pixels = new Uint8Array(all.length * 36);
      all.forEach((one, i) => pixels.set(one.pixels, i * 36));
      return { pixels, labels: Int32Array.from(all, ({ label }) => label), shape: [all.length, ...shape] };
    },
  });
}
export default {
  name: 'stripes', title: 'Stripes', classes: 3, shape, measure: 'loss', guessing: Math.log(3),
  input: { shift: 50, scale: 0.02 },
  options: { brightness: { check: oneOf('dim', 'bright'), default: 'bright', help: 'of the stripes' } },
  async open(folder, { brightness }) {
    const size = Number(await readFile(join(folder, 'size.txt'), 'utf8'));
    const light = brightness === 'dim' ? 60 : 200;
    return { train: part('Stripes train', size, light), test: part('Stripes test', 12, light) };
  },
};
`;

const directory = temporaryFolder(afterAll);
const net = join(directory, 'net.ts');
const set = join(directory, 'stripes.ts');
const data = join(directory, 'data');
beforeAll(() => {
  mkdirSync(data);
  writeFileSync(net, network);
  writeFileSync(set, images);
  writeFileSync(join(data, 'size.txt'), '60');
});

const configured = async (more: object = {}) =>
  (
    await mergeConfig({
      dataset: set,
      architecture: net,
      data,
      activation: 'leaky-relu:5.5',
      epochs: 3,
      batch: 12,
      optimizer: { rate: 0.05 },
      backend: 'cpu',
      evaluateTrain: false,
      ...more,
    })
  ).config;

describe('a network and a dataset in files of their own', () => {
  it('give a configuration without what belongs to others', async () => {
    const config = await configured();
    expect(config).toMatchObject({ input: { shift: 50, scale: 0.02 }, augment: 'none' });
    expect(config.optimizer.groups).toEqual([]);
    expect(config).not.toHaveProperty('architectureOptions');
    await expect(configured({ architectureOptions: { chanels: 2 } })).rejects.toThrow(
      'Did you mean "channels"?',
    );
    await expect(configured({ datasetOptions: { brightness: 'grey' } })).rejects.toThrow('"dim" or "bright"');
    await expect(configured({ width: 0.5 })).rejects.toThrow('unknown option "width" of small-net');
  });

  it('are trained, recorded, evaluated, predicted and described', async () => {
    const config = await configured({
      architectureOptions: { channels: 6 },
      datasetOptions: { brightness: 'dim' },
    });
    const folder = join(directory, 'runs', 'a');
    const { result } = await runExperiment(config, { folder });
    expect(result.final!.test!.error).toBe(0);
    const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
    expect(run).toMatchObject({
      titles: { activation: 'Leaky ReLU, a = 5.5', architecture: 'Small net', dataset: 'Stripes' },
      measure: 'loss',
      identity: {
        architecture: { files: { 'net.ts': expect.any(String) }, from: '../../net.ts' },
        dataset: { files: { 'stripes.ts': expect.any(String) } },
      },
    });
    expect(run.identity).not.toHaveProperty('activation');
    expect((await evaluateRun(folder)).images).toBe(12);
    expect((await predictRun(folder)).measures!.central.error).toBe(0);
    const { title, parameters } = await describeArchitecture(config, { classes: 3, shape: [6, 6, 1] });
    expect(title).toBe('Small net with Leaky ReLU, a = 5.5');
    expect(parameters).toBe(9 * 6 + 6 + 16 * 6 * 3 + 3);
  });

  it('are known again where they were moved together with the run, and not where they changed', async () => {
    const folder = join(directory, 'runs', 'a');
    const config = await configured({
      architectureOptions: { channels: 6 },
      datasetOptions: { brightness: 'dim' },
    });
    expect((await runExperiment(config, { folder })).kept).toBe(true);
    const moved = join(directory, 'moved');
    mkdirSync(moved);
    for (const name of ['net.ts', 'stripes.ts', 'runs']) renameSync(join(directory, name), join(moved, name));
    try {
      expect((await evaluateRun(join(moved, 'runs', 'a'))).error).toBe(0);
      writeFileSync(join(moved, 'net.ts'), `${network}// changed`);
      await expect(evaluateRun(join(moved, 'runs', 'a'))).rejects.toThrow(
        'the architecture is not the one the run was made with: net.ts changed',
      );
      writeFileSync(join(moved, 'net.ts'), network);
    } finally {
      for (const name of ['net.ts', 'stripes.ts', 'runs'])
        renameSync(join(moved, name), join(directory, name));
    }
  });

  it('are compared', async () => {
    runSourcesInChildren();
    const out = join(directory, 'compared');
    const { runs } = await compare({
      config: await configured({ epochs: 1 }),
      activations: ['relu', 'leaky-relu:5.5'],
      seeds: [1],
      out,
    });
    expect(runs.map(({ end }) => end?.type)).toEqual(['ended', 'ended']);
    vi.unstubAllEnvs();
  });
});

describe('code that is none', () => {
  const write = (name: string, text: string) => {
    const file = join(directory, name);
    writeFileSync(file, text);
    return file;
  };
  const built = (build: string) => network.replace(/build: \([\s\S]*?\]\s*\}\),/, `build: ${build},`);

  it.each([
    [
      'activation.ts',
      "export default { name: 'a', title: 'A', layer: class {} };",
      'exports no architecture',
    ],
    ['throws.ts', "throw new Error('no luck');", 'cannot be loaded: Error: no luck'],
    ['exits.ts', 'process.exit(0);', 'calls process.exit(0)'],
    ['empty.ts', built('() => undefined'), 'got no model'],
    [
      'other.ts',
      built('({ shape }) => tf.sequential({ layers: [tf.layers.flatten({ inputShape: [...shape] })] })'),
      'expected a model from [n,6,6,1] to [n,3], got one from [n,6,6,1] to [n,36]',
    ],
    [
      'seedless.ts',
      network.replaceAll('{ seed: seed + 1 }', '{ seed }'),
      'initial weights differ for the same seed',
    ],
    [
      'nameless.ts',
      network.replace("name: 'conv', ", ''),
      'variables have different names in a second network',
    ],
  ])('is refused as an architecture: %s', async (name, text, message) => {
    const file = write(name, text);
    const refused = loadArchitecture(file);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ exitCode: 2, details: { file } });
  });

  it('is refused as a dataset', async () => {
    await expect(loadDataset(net)).rejects.toThrow(
      'exports no dataset: expected a default export { name, title, classes',
    );
    await expect(loadDataset(join(directory, 'nowhere.ts'))).rejects.toThrow('no such file');
    await expect(loadDataset('@someone/birds')).rejects.toThrow('npm install @someone/birds');
  });
});
