import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@rectified/testing/files';
import { rateAt } from '@rectified/trainer';
import { afterAll, describe, expect, it } from 'vitest';
import { mergeConfig, pairingOf, pairings, type Recipe, readRecipe, recipes } from '../src/index.js';

const directory = temporaryFolder(afterAll);

function file(text: string, name = 'mine.yaml'): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

describe('pairingOf', () => {
  it.each([
    [{}, 'cifar10', 'nin'],
    [{ dataset: 'cifar100' }, 'cifar100', 'nin'],
    [{ dataset: 'cifar100-coarse' }, 'cifar100', 'nin'],
    [{ dataset: 'synthetic-cifar10' }, 'cifar10', 'nin'],
    [{ dataset: 'ndsb' }, 'ndsb', 'ndsb-net'],
    [{ architecture: 'bn-inception' }, 'cifar100', 'bn-inception'],
    [{ architecture: 'ndsb-net' }, 'ndsb', 'ndsb-net'],
    [{ dataset: 'cifar100', architecture: 'bn-inception' }, 'cifar100', 'bn-inception'],
    // Pairings that the paper does not have.
    [{ dataset: 'cifar10', architecture: 'bn-inception' }, 'cifar100', 'bn-inception'],
    [{ dataset: 'ndsb', architecture: 'nin' }, 'cifar10', 'nin'],
  ])('%j has the recipes of %s and %s', (named, dataset, architecture) => {
    expect(pairingOf(named)).toEqual({ dataset, architecture });
  });
});

describe('recipes of the package', () => {
  // `demo` is for the first pairing only, `budget` for the two of NIN.
  const number = { demo: 1, budget: 2, quick: 4, paper: 4 };
  const all = recipes.flatMap((name) =>
    pairings.slice(0, number[name]).map((pairing) => ({ name, ...pairing })),
  );
  it.each(all)(
    '$name gives a whole configuration for $dataset and $architecture',
    async ({ name, ...pairing }) => {
      const { config } = await mergeConfig(await readRecipe(name, pairing), pairing);
      expect(config).toMatchObject(pairing);
    },
  );

  it.each(pairings)('paper for $dataset and $architecture says so itself', async (pairing) => {
    expect(await readRecipe('paper', pairing)).toMatchObject(pairing);
  });

  it('budget is one recipe for all arms, with a warm-up and linear decay, on raw images with dropout', async () => {
    for (const dataset of ['cifar10', 'cifar100']) {
      const named = { dataset };
      const { config, activations, seeds } = await mergeConfig(await readRecipe('budget', named), named);
      const paper = (await mergeConfig(named)).config;
      expect(config).toMatchObject({
        dataset,
        initialization: 'he-gain',
        input: paper.input,
        architectureOptions: paper.architectureOptions,
        optimizer: { rate: { decay: 'linear', warmup: {} } },
      });
      expect(config).not.toHaveProperty('augment');
      expect(activations).toHaveLength(5);
      expect(seeds!.length).toBeGreaterThanOrEqual(6);
    }
    await expect(readRecipe('budget', { dataset: 'ndsb' })).rejects.toThrow(
      'the recipe budget for ndsb and ndsb-net: expected cifar10 and nin, or cifar100 and nin',
    );
  });

  it('a recipe follows the dataset or the network that is named', async () => {
    const named = { architecture: 'bn-inception' };
    const { config } = await mergeConfig(await readRecipe('quick', named), named);
    expect(config).toMatchObject({ dataset: 'cifar100', batch: 64, epochs: 3, limit: 6000 });
    const { config: other } = await mergeConfig({ dataset: 'ndsb' });
    expect(other).toMatchObject({ architecture: 'ndsb-net', dataset: 'ndsb', batch: 96 });
  });

  it("paper for BN-Inception is the authors' notebook", async () => {
    const { config, activations } = await mergeConfig({ architecture: 'bn-inception' });
    expect(config).toMatchObject({
      activation: 'rrelu:slope',
      epochs: 39 + 7,
      batch: 64,
      augment: 'bn-inception',
      input: { shift: 0, scale: 1 },
      optimizer: {
        momentum: 0.9,
        decay: 1e-4,
        // On biases, too, at the same rate.
        groups: [{ match: '*/bias', rateFactor: 1, decayFactor: 1 }],
      },
    });
    const rate = (epoch: number) => rateAt(config.optimizer.rate, { step: 0, epoch, steps: 1 });
    expect([1, 39, 40, 46].map(rate)).toEqual([0.05, 0.05, 0.05 * 0.2, 0.05 * 0.2]);
    expect(activations).toContain('relu');
  });

  it("paper for plankton is the authors' model 1", async () => {
    const { config, activations } = await mergeConfig({ architecture: 'ndsb-net' });
    expect(config).toMatchObject({
      initialization: 'authors',
      epochs: 430,
      batch: 96,
      augment: 'model1',
      architectureOptions: { dropout: 0.55, pyramid: 'windows' },
      input: { shift: 0, scale: 1 },
      optimizer: { momentum: 0.9, decay: 5e-4, groups: [] },
    });
    const rate = (epoch: number) =>
      rateAt(config.optimizer.rate, { step: 0, epoch, steps: 1 }).toPrecision(6);
    expect([1, 350, 351, 400, 401, 430].map(rate).map(Number)).toEqual([0.01, 0.01, 1e-3, 1e-3, 1e-4, 1e-4]);
    expect(activations).toHaveLength(5);
  });

  it.each(['cifar10', 'cifar100'])(
    "paper for NIN on %s is the recipe of NIN's author, which trains in every arm",
    async (dataset) => {
      const { config, activations } = await mergeConfig({ dataset });
      expect(config).toMatchObject({
        dataset,
        batch: 100,
        epochs: 260,
        initialization: 'authors',
        input: { shift: 121, scale: 1 / 64 },
        optimizer: {
          rate: { start: 0.1, afterEpochs: { 200: 0.1, 230: 0.1 } },
          momentum: 0.9,
          decay: 1e-4,
          groups: [{ match: 'conv9/*', rateFactor: 0.1 }],
        },
      });
      expect(activations).toEqual(['relu', 'leaky-relu:100', 'leaky-relu:5.5', 'prelu', 'rrelu']);
    },
  );
});

describe('mergeConfig', () => {
  it('lets the later layer win, key by key within optimizer and input', async () => {
    const recipe = await readRecipe(
      file('epochs: 5\nbatch: 50\noptimizer: { rate: 0.02 }\ninput: { shift: 0 }'),
    );
    const { config } = await mergeConfig(recipe, { epochs: 2, limit: undefined });
    expect(config).toMatchObject({
      epochs: 2,
      batch: 50,
      optimizer: { rate: 0.02, momentum: 0.9, decay: 1e-4 },
      input: { shift: 0, scale: 1 / 64 },
    });
    expect(config).not.toHaveProperty('limit');
  });

  it('takes an augmentation by name or as steps', async () => {
    const steps = [{ step: 'crop', size: 28 }, { step: 'mirror' }];
    const recipe = await readRecipe(file('augment:\n  - { step: crop, size: 28 }\n  - { step: mirror }'));
    expect((await mergeConfig({ architecture: 'bn-inception' }, recipe)).config.augment).toEqual(steps);
    expect((await mergeConfig({ augment: 'none' })).config.augment).toBe('none');
    expect((await mergeConfig()).config.augment).toBeUndefined();
  });

  it.each([
    [
      { architecture: 'bn-inception', architectureOptions: { dropout: 0.5 } },
      'unknown option "dropout" of bn-inception: expected averagePoolEdge, normalization',
    ],
    [{ architectureOptions: { dropuot: 0.5 } }, 'Did you mean "dropout"?'],
    [
      { architectureOptions: { dropout: 1 } },
      'dropout of nin: expected a number of at least 0 and below 1, got 1',
    ],
    [{ architectureOptions: { width: 0.5 } }, 'Use --width or, in a file, move width up a level'],
    [{ datasetOptions: { color: true } }, 'unknown option "color" of cifar10'],
    [{ architecture: 'nim' }, 'Did you mean "nin"?'],
  ])('refuses what the network or dataset does not have: %j', async (values, message) => {
    await expect(mergeConfig(values)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  it('takes options of a network where they stood before they had a key of their own', async () => {
    const recipe = await readRecipe(file('dropout: 0.25\narchitectureOptions: { averagePoolEdge: full }'));
    const { architectureOptions } = (await mergeConfig(recipe)).config;
    expect(architectureOptions).toEqual({ dropout: 0.25, averagePoolEdge: 'full' });
  });

  it('keeps what only a comparison needs out of the configuration', async () => {
    const merged = await mergeConfig(
      await readRecipe(file('seeds: [3, 4]\njobs: 2\nactivations: [relu]\nout: runs/x')),
    );
    expect(merged).toMatchObject({ seeds: [3, 4], jobs: 2, activations: ['relu'], out: 'runs/x' });
    expect(Object.keys(merged.config)).not.toContain('seeds');
  });

  it("reads a run's run.json as a recipe", async () => {
    const { config } = await mergeConfig(await readRecipe('quick'), {
      activation: 'prelu',
      seed: 7,
      limit: 1000,
    });
    const path = file(JSON.stringify({ format: 1, created: '', config }, null, 2), 'run.json');
    expect((await mergeConfig(await readRecipe(path))).config).toEqual(config);
  });
});

describe('says what is wrong and in which line', () => {
  it.each([
    ['epochs: 3\nbatch: [1,', /mine\.yaml:2: /],
    ['epochs: 3\nepochs: 4', /mine\.yaml:2: Map keys must be unique/],
    ['\nepocs: 3', /mine\.yaml:2: unknown key "epocs": expected .*Did you mean "epochs"\?$/],
    [
      'optimizer:\n  rate: 0.1\n  momentun: 0.9',
      /mine\.yaml:3: unknown key of optimizer "momentun".*"momentum"\?$/,
    ],
    ['seed: 1\nbatch: many', /mine\.yaml:2: batch: expected a whole number from 1, got "many"$/],
    ['epochs: -1', /mine\.yaml:1: epochs: expected a whole number from 1, got -1$/],
    ['seed: 1\ndataset: 7', /mine\.yaml:2: dataset: expected a name, an npm package or a file, got 7$/],
    ['dropout: 0.5\narchitectureOptions: 7', /architectureOptions/],
    ['optimizer:\n  rate: fast', /mine\.yaml:2: optimizer\.rate: expected a rate above 0.*got "fast"$/],
    ['activations:\n  - relu\n  - 7', /mine\.yaml:3: activations\[1\]: expected a name.*got 7$/],
    ['augment: 3', /mine\.yaml:1: augment: expected the name of an augmentation, or a list of steps.*got 3$/],
    ['seeds: [1, 2, 1]', /mine\.yaml:1: seeds: expected a list of different whole numbers, got \[1,2,1\]$/],
    ['just text', /mine\.yaml:1: .*expected keys and values/],
    ['- 1', /mine\.yaml:1: .*expected keys and values/],
  ])('%j', async (text, message) => {
    const error = await readRecipe(file(text)).catch((error) => error);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
  });

  it.each([
    ['seed: 1\ndataset: cifar11', /mine\.yaml:2: unknown dataset "cifar11".*"cifar10"\?$/],
    ['seed: 1\narchitecture: nim', /mine\.yaml:2: unknown architecture "nim".*"nin"\?$/],
    ['seed: 1\nactivation: rrelo', /mine\.yaml:2: unknown activation "rrelo".*"rrelu"\?$/],
    ['activation: prelu:dividend', /mine\.yaml:1: unknown variant "dividend" of prelu: expected prelu/],
    ['activations:\n  - relu\n  - rrelo', /mine\.yaml:3: unknown activation "rrelo"/],
    ['architecture: "@acme/resnet"', /mine\.yaml:1: the package @acme\/resnet is not installed/],
    ['seed: 1\narchitectureOptions: { dropuot: 0 }', /mine\.yaml:2: unknown option "dropuot".*"dropout"\?$/],
    ['seed: 1\ndatasetOptions: { color: 1 }', /mine\.yaml:2: unknown option "color" of cifar10/],
    ['seed: 1\naugment: model11', /mine\.yaml:2: unknown augmentation "model11".*"model1"\?$/],
  ])('what nothing stands for: %j', async (text, message) => {
    const error = await mergeConfig(await readRecipe(file(text)), { epochs: 1 }).catch((error) => error);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
  });

  it('unless something stronger is given', async () => {
    const recipe = await readRecipe(file('dataset: cifar11\nepochs: 2'));
    expect((await mergeConfig(recipe, { dataset: 'cifar10' })).config).toMatchObject({ epochs: 2 });
    await expect(mergeConfig(recipe, { dataset: 'cifar12' })).rejects.toThrow(/^unknown dataset "cifar12"/);
  });

  it('an unknown recipe', async () => {
    await expect(readRecipe('papper')).rejects.toThrow(/unknown recipe "papper".*Did you mean "paper"\?/);
  });

  it('a file that is not there', async () => {
    await expect(readRecipe('./none.yaml')).rejects.toThrow(/none\.yaml: no such file/);
  });

  it('an empty file is a recipe that says nothing', async () => {
    expect(await readRecipe(file('# nothing yet\n'))).toEqual({});
  });
});

it('takes a number of test images for part of the number of training images that it stands beside', async () => {
  const merged = async (values: Recipe) => (await mergeConfig(await readRecipe('quick'), values)).config;
  expect(await merged({})).toMatchObject({ limit: 20_000, testLimit: 10_000 });
  expect(await merged({ limit: 1000 })).not.toHaveProperty('testLimit');
  expect(await merged({ limit: 1000, testLimit: 70 })).toMatchObject({ limit: 1000, testLimit: 70 });
  expect(await merged({ testLimit: 70 })).toMatchObject({ limit: 20_000, testLimit: 70 });
});
