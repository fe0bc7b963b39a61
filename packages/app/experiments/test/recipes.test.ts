import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeConfig, readRecipe, recipes } from '../src/index.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'recipes-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function file(text: string, name = 'mine.yaml'): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

describe('recipes of the package', () => {
  it.each(recipes)('%s gives a whole configuration', async (name) => {
    const { config } = await mergeConfig(await readRecipe(name));
    expect(config.architecture).toBe('nin');
  });

  it("paper is the recipe of NIN's author, which trains in every arm (paper-spec, 2.3 and 2.4)", async () => {
    const { config, activations } = await mergeConfig();
    expect(config).toMatchObject({
      dataset: 'cifar10',
      batch: 100,
      epochs: 260,
      initialization: 'gaussian',
      input: { shift: 121, scale: 1 / 64 },
      optimizer: {
        rate: { start: 0.1, afterEpochs: { 200: 0.1, 230: 0.1 } },
        momentum: 0.9,
        decay: 1e-4,
        groups: [{ match: 'conv9/*', rateFactor: 0.1 }],
      },
    });
    expect(activations).toEqual(['relu', 'leaky-relu:100', 'leaky-relu:5.5', 'prelu', 'rrelu']);
  });
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
    ['seed: 1\nbatch: many', /mine\.yaml:2: batch: expected a whole number of at least 1, got "many"$/],
    ['epochs: -1', /mine\.yaml:1: epochs: expected a whole number of at least 1, got -1$/],
    ['seed: 1\ndataset: cifar11', /mine\.yaml:2: unknown dataset "cifar11": .*Did you mean "cifar10"\?$/],
    ['optimizer:\n  rate: fast', /mine\.yaml:2: optimizer\.rate: expected a rate above 0.*got "fast"$/],
    ['activations:\n  - relu\n  - 7', /mine\.yaml:3: activations\[1\]: expected a name.*got 7$/],
    ['seeds: [1, 2, 1]', /mine\.yaml:1: seeds: expected a list of different whole numbers, got \[1,2,1\]$/],
    ['just text', /mine\.yaml:1: .*expected keys and values/],
    ['- 1', /mine\.yaml:1: .*expected keys and values/],
  ])('%j', async (text, message) => {
    const error = await readRecipe(file(text)).catch((error) => error);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
  });

  it('an unknown recipe', async () => {
    await expect(readRecipe('papper')).rejects.toThrow(/unknown recipe "papper".*Did you mean "paper"\?/);
  });

  it('a file that is not there', async () => {
    await expect(readRecipe('./none.yaml')).rejects.toThrow(/none\.yaml: the recipe cannot be read/);
  });

  it('an empty file is a recipe that says nothing', async () => {
    expect(await readRecipe(file('# nothing yet\n'))).toEqual({});
  });
});
