import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bcaInterval, pairedTTest, pairsNeeded, signFlipTest, twoProportions } from '@rectified/metrics';
import { closeTo, rowsOf } from '@rectified/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { paperTable, paperTables, readComparison, summarizeArms, toMarkdown } from '../src/index.js';
import { type MadeUpRun, paperLike, writeComparison, writeRun } from './write-runs.js';

// Tables must not wait for a chart library.
vi.mock('vega', () => {
  throw new Error('vega was loaded for a table');
});

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'rectified-report-'));
});
afterEach(() => rm(out, { recursive: true }));

/** Of these runs and those that the same test wrote before. */
async function summary(runs: readonly MadeUpRun[], options?: Parameters<typeof summarizeArms>[1]) {
  await writeComparison(out, runs);
  const comparison = await readComparison(out);
  return summarizeArms(comparison.runs, { titles: comparison.titles, ...options });
}

const run = (activation: string, seed: number, error: number, more: Partial<MadeUpRun> = {}): MadeUpRun => ({
  activation,
  seed,
  test: [0.5, error],
  ...more,
});

describe("the paper's tables", () => {
  it('are multiples of one image, as counts must be', () => {
    for (const { measure, arms, testImages } of paperTables.filter(({ measure }) => measure === 'error')) {
      expect(measure).toBe('error');
      for (const { train, test } of Object.values(arms)) {
        closeTo(
          [train * 50_000, test * testImages],
          [Math.round(train * 50_000), Math.round(test * testImages)],
        );
      }
    }
  });

  it('have the paper’s arms, and z-values calculated by hand', () => {
    for (const { arms } of paperTables)
      expect(Object.keys(arms)).toEqual(['relu', 'leaky-relu:100', 'leaky-relu:5.5', 'prelu', 'rrelu']);
    const z = paperTables.slice(0, 2).map(({ arms, testImages: n }) => {
      const of = (arm: string) => ({ wrong: Math.round(arms[arm]!.test * n), n });
      return Object.keys(arms).map((arm) => Number(twoProportions(of(arm), of('relu')).z.toFixed(2)));
    });
    expect(z).toEqual([
      [0, -0.45, 2.74, 1.43, 2.76],
      [0, 1.22, 3.56, 1.82, 3.8],
    ]);
  });

  it('are found for the data and network they are of, and for generated images in their format', () => {
    expect(paperTable('cifar10', 'nin')?.table).toBe(3);
    expect(paperTable('cifar100', 'nin')?.table).toBe(4);
    expect(paperTable('synthetic-cifar10', 'nin')?.table).toBe(3);
    expect(paperTable('cifar100', 'bn-inception')).toBeUndefined();
    expect(paperTable('mnist', 'nin')).toBeUndefined();
  });
});

describe('readComparison', () => {
  it('reads arm by arm, seed by seed, in the order and with the titles of compare.json', async () => {
    const runs = [run('./mine.ts', 1, 0.1), run('rrelu', 10, 0.1), run('rrelu', 9, 0.1), run('relu', 1, 0.2)];
    await writeComparison(out, runs, { rrelu: 'Random', relu: 'Plain' });
    const { runs: read, titles } = await readComparison(out);
    const names = read.map(({ description: { config } }) => `${config.activation} ${config.seed}`);
    expect(names).toEqual(['rrelu 9', 'rrelu 10', 'relu 1', './mine.ts 1']);
    expect(titles).toEqual({ rrelu: 'Random', relu: 'Plain', './mine.ts': './mine.ts' });
  });

  it('reads the margin that compare.json fixed', async () => {
    await writeComparison(out, [run('relu', 1, 0.2)], { relu: 'ReLU' });
    expect(await readComparison(out)).not.toHaveProperty('margin');
    const file = join(out, 'compare.json');
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), margin: 0.003 }));
    expect((await readComparison(out)).margin).toBe(0.003);
  });

  it("without compare.json takes the paper's order", async () => {
    await writeComparison(out, [...paperLike({ seeds: 1, epochs: 2 }).reverse(), run('elu', 1, 0.3)]);
    const { titles } = await readComparison(out);
    expect(Object.keys(titles)).toEqual([
      'relu',
      'leaky-relu:100',
      'leaky-relu:5.5',
      'prelu',
      'rrelu',
      'elu',
    ]);
  });

  it('reads a single run, and passes over what is no run', async () => {
    await writeRun(join(out, 'a'), run('relu', 1, 0.2));
    await writeFile(join(out, 'notes.txt'), '');
    expect((await readComparison(join(out, 'a'))).runs).toHaveLength(1);
    expect((await readComparison(out)).runs).toHaveLength(1);
  });

  it('says what is wrong with a folder', async () => {
    await expect(readComparison(join(out, 'none'))).rejects.toThrow(
      /none: no such folder: expected a folder that/,
    );
    await expect(readComparison(out)).rejects.toThrow(/no runs in this folder/);
    await writeComparison(out, [run('relu', 1, 0.2)]);
    await writeFile(join(out, 'compare.json'), '{');
    await expect(readComparison(out)).rejects.toThrow(/compare.json: broken compare.json/);
  });
});

describe('summarizeArms', () => {
  it('takes the last epoch, and apart from it the best, over finished seeds', async () => {
    const { arms } = await summary([
      run('relu', 1, 0.2, { test: [0.5, 0.1, 0.2], running: [0.6, 0.4, 0.3], clean: [0.5, 0.3, 0.1] }),
      run('relu', 2, 0.3, { test: [0.5, 0.1, 0.3], running: [0.6, 0.4, 0.5], clean: [0.5, 0.3, 0.2] }),
      run('relu', 3, 0.9, { status: 'diverged' }),
    ]);
    const [relu] = arms;
    expect(relu!.seeds).toEqual([1, 2]);
    closeTo(
      [relu!.final!.mean, relu!.best!.mean, relu!.running!.mean, relu!.clean!.mean, relu!.final!.deviation!],
      [0.25, 0.1, 0.4, 0.15, 0.1 / Math.SQRT2],
    );
    expect(relu).toMatchObject({ seconds: { mean: 600 }, imagesPerSecond: { mean: 100 }, peakMemory: 1.5e9 });
    expect(relu!.runs.map(({ status, epochs }) => [status, epochs])).toEqual([
      ['finished', 3],
      ['finished', 3],
      ['diverged', 2],
    ]);
  });

  it('pairs by seed: what seeds have in common cancels', async () => {
    const noise = [0, 0.03, -0.02, 0.01, 0.02, -0.01];
    const { arms } = await summary([
      ...noise.map((shift, seed) => run('relu', seed, 0.4 + shift)),
      ...noise.map((shift, seed) => run('rrelu', seed, 0.38 + shift + 0.001 * (seed % 2))),
      run('rrelu', 7, 0.9),
    ]);
    const { difference } = arms[1]!;
    expect(difference).toMatchObject({ n: 6, verdict: 'lower', p: 2 / 64 });
    closeTo([difference!.mean], [-0.0195]);
    expect(arms[0]).not.toHaveProperty('difference');
  });

  it.each([
    ['higher', [0.13, 0.131, 0.132, 0.13, 0.131, 0.13], [0.1, 0.101, 0.1025, 0.1, 0.1, 0.101]],
    ['unclear', [0.12, 0.1, 0.11, 0.13, 0.1, 0.1], [0.1, 0.115, 0.11, 0.12, 0.11, 0.1]],
    ['equivalent', [0.1, 0.11, 0.12, 0.1, 0.11, 0.13], [0.1003, 0.1098, 0.12, 0.1001, 0.1102, 0.1299]],
    ['few', [0.1, 0.11, 0.12], [0.1003, 0.1098, 0.12]],
    ['few', [0.2, 0.21, 0.2, 0.21, 0.2], [0.1, 0.1, 0.1, 0.1, 0.1]],
    ['chance', [0.9, 0.9001], [0.9, 0.9002]],
    ['chance', [0.9], [0.899]],
    ['lower', [0.5, 0.51, 0.5, 0.5, 0.5, 0.52], [0.9, 0.9, 0.901, 0.9, 0.9, 0.9]],
    ['single', [0.1], [0.2]],
  ])('finds %s', async (verdict, prelu, relu) => {
    const { arms } = await summary([
      ...relu.map((error, seed) => run('relu', seed, error)),
      ...prelu.map((error, seed) => run('prelu', seed, error)),
    ]);
    expect(arms[1]!.difference!.verdict).toBe(verdict);
  });

  it('has both tests, both intervals, and the pairs that would decide', async () => {
    const own = [0.12, 0.1, 0.11, 0.13, 0.1, 0.1];
    const base = [0.1, 0.115, 0.11, 0.12, 0.11, 0.1];
    const { arms } = await summary([
      ...base.map((error, seed) => run('relu', seed, error)),
      ...own.map((error, seed) => run('prelu', seed, error)),
    ]);
    const difference = arms[1]!.difference!;
    const test = pairedTTest(own, base);
    closeTo([difference.tP!, difference.p!], [test.p, signFlipTest(own, base).p]);
    closeTo([difference.low!, difference.high!], [test.low, test.high]);
    expect(difference.bootstrap).toEqual(bcaInterval(own.map((value, i) => value - base[i]!)));
    expect(difference.pairsNeeded).toBe(pairsNeeded(test, { margin: 0.005 }));
  });

  it('has no finding without a finished seed in common', async () => {
    const { arms } = await summary([
      run('relu', 1, 0.2),
      run('prelu', 2, 0.2),
      run('rrelu', 1, 0.1, { status: 'dead' }),
    ]);
    expect(arms.map(({ difference }) => difference)).toEqual([undefined, undefined, undefined]);
    expect(arms[2]).not.toHaveProperty('final.mean');
  });

  it('asks more of one of many comparisons', async () => {
    const pairs = (activation: string, shift: readonly number[]) =>
      shift.map((by, seed) => run(activation, seed, 0.1 + by));
    const some = [0.003, 0.009, 0.006, 0.001, -0.004, 0.003];
    const alone = await summary([...pairs('relu', [0, 0, 0, 0, 0, 0]), ...pairs('prelu', some)]);
    const among = await summary([
      ...pairs('elu', [0.001, -0.001, 0.002, -0.002, 0.001, 0]),
      ...pairs('selu', [-0.001, 0.001, 0, 0.001, 0.001, 0]),
    ]);
    const [before, after] = [alone, among].map(
      ({ arms }) => arms.find(({ arm }) => arm === 'prelu')!.difference!,
    );
    expect(after!.tP! / before!.tP!).toBeCloseTo(3, 6);
    expect(after!.p!).toBeGreaterThan(before!.p!);
  });

  it('compares with another baseline, by default with the first arm where there is no relu', async () => {
    const runs = [run('prelu', 1, 0.3), run('rrelu', 1, 0.1)];
    expect((await summary(runs)).baseline).toBe('prelu');
    expect((await summary(runs, { baseline: 'rrelu' })).arms[0]!.difference!.mean).toBeCloseTo(0.2, 10);
  });

  it('tells arms of the same title apart', async () => {
    const titles = { './a.ts': 'Mine', './b.ts': 'Mine', relu: 'ReLU' };
    const { arms } = await summary([run('relu', 1, 0.3), run('./a.ts', 1, 0.3), run('./b.ts', 1, 0.3)], {
      titles,
    });
    expect(arms.map(({ title }) => title)).toEqual(['ReLU', 'Mine (./a.ts)', 'Mine (./b.ts)']);
  });

  it('takes losses where the paper has losses', async () => {
    const config = { dataset: 'ndsb', architecture: 'ndsb-net' };
    const { measure, arms, paper } = await summary([
      run('relu', 1, 0.25, { config }),
      run('rrelu', 1, 0.2, { config }),
    ]);
    expect([measure, paper!.table]).toEqual(['loss', 5]);
    closeTo([arms[0]!.final!.mean, arms[1]!.paper!.test], [0.75, 0.7292]);
  });

  it('measures plankton by log-loss whichever the network', async () => {
    const config = { dataset: 'ndsb', architecture: 'nin' };
    const { measure, arms, paper } = await summary([run('relu', 1, 0.25, { config })]);
    expect([measure, paper]).toEqual(['loss', undefined]);
    closeTo([arms[0]!.final!.mean], [0.75]);
  });

  it('keeps intervals where errors can be', async () => {
    const { arms } = await summary([
      ...[0.99, 0.8].map((error, seed) => run('relu', seed, error)),
      ...[0.01, 0.2].map((error, seed) => run('prelu', seed, error)),
    ]);
    expect([arms[0]!.final!.high, arms[1]!.final!.low]).toEqual([1, 0]);
    const config = { dataset: 'ndsb' };
    const losses = await summary([0.1, 1.2].map((error, seed) => run('elu', seed, error, { config })));
    const elu = losses.arms.find(({ arm }) => arm === 'elu')!.final!;
    expect(elu.low).toBeGreaterThanOrEqual(0);
  });

  it('finds nothing in two seeds whose differences are the same', async () => {
    const { arms } = await summary([
      ...[0.3, 0.2].map((error, seed) => run('relu', seed, error)),
      ...[0.2, 0.1].map((error, seed) => run('prelu', seed, error)),
    ]);
    expect(arms[1]!.difference).toMatchObject({ p: 0.5, tP: 0.5, verdict: 'few' });
  });

  it('has no interval where all seeds gave the same, and says why', async () => {
    const { arms, cautions } = await summary(
      ['relu', 'rrelu'].flatMap((arm) => [
        run(arm, 1, arm === 'relu' ? 0.3 : 0.1),
        run(arm, 2, arm === 'relu' ? 0.3 : 0.1),
      ]),
    );
    for (const { final, difference } of arms) {
      expect(final).toMatchObject({ n: 2, deviation: 0 });
      expect(final).not.toHaveProperty('low');
      expect(difference ?? {}).not.toHaveProperty('low');
    }
    expect(cautions.join()).toMatch(
      /All seeds of ReLU, RReLU gave the same result: the measure is too coarse/,
    );
  });

  it('says on how few images networks were trained and measured, also beside no table of the paper', async () => {
    const config = { architecture: 'bn-inception', limit: 20, testLimit: 4 };
    const { cautions } = await summary([run('relu', 1, 0.5, { config })]);
    expect(cautions).toContain(
      'The networks were trained on 20 images and measured on 4 test images only, of those that the dataset has.',
    );
  });

  it('tells copies of one run from runs', async () => {
    await writeComparison(out, [run('relu', 1, 0.2)]);
    const [read] = (await readComparison(out)).runs;
    const copy = { ...read!, description: { ...read!.description, id: 'a' } };
    expect(() => summarizeArms([copy, copy])).toThrow(/copies of one run: keep the one that went further/);
  });

  it('refuses an option that it does not have', async () => {
    await expect(summary([run('relu', 1, 0.2)], { basline: 'relu' } as object)).rejects.toThrow(
      'Did you mean "baseline"?',
    );
  });

  it('says what is wrong', async () => {
    const runs = [run('relu', 1, 0.2)];
    await expect(summary(runs, { baseline: 'rellu' })).rejects.toThrow(
      /unknown arm "rellu".*Did you mean "relu"/,
    );
    expect(() => summarizeArms([])).toThrow(/no runs to summarize/);
    const { runs: read } = await readComparison(out);
    expect(() => summarizeArms([...read, ...read])).toThrow(/two runs of relu with seed 1.*one by one/);
    for (const missing of ['activation', 'seed']) {
      await writeComparison(out, [run('relu', 1, 0.2, { config: { [missing]: null } })]);
      await expect(readComparison(out).then(({ runs }) => summarizeArms(runs))).rejects.toThrow(
        `names no ${missing}`,
      );
    }
  });
});

describe('cautions', () => {
  const all = async (runs: readonly MadeUpRun[]) => (await summary(runs)).cautions.join('\n');

  it('say plainly that generated images prove nothing', async () => {
    const named = await summary([run('relu', 1, 0.2, { config: { dataset: 'synthetic-cifar10' } })]);
    expect(named.cautions[0]).toMatch(/generated \(synthetic-cifar10\).*prove nothing about the paper/);
    const flagged = await summary([run('relu', 1, 0.2, { config: { synthetic: true } })]);
    expect([flagged.synthetic, flagged.cautions[0]]).toEqual([
      true,
      expect.stringContaining('generated (cifar10)'),
    ]);
    expect((await summary([run('relu', 1, 0.2)])).synthetic).toBe(false);
    const mixed = await summary([
      run('relu', 1, 0.2),
      run('rrelu', 1, 0.2, { config: { dataset: 'synthetic-cifar10' } }),
    ]);
    expect([mixed.synthetic, mixed.paper]).toEqual([true, undefined]);
    expect(mixed.cautions[1]).toContain('differ in dataset ("cifar10", "synthetic-cifar10")');
  });

  it('name every run that is left out, and why', async () => {
    const text = await all([
      run('relu', 1, 0.2, { config: { epochs: 9 } }),
      run('relu', 2, 0.9, { status: 'diverged', message: 'loss is NaN.', config: { epochs: 9 } }),
      run('rrelu', 1, 0.9, { status: 'dead', config: { epochs: 9 } }),
      run('rrelu', 2, 0.9, { status: 'interrupted', test: [0.9], config: { epochs: 9 } }),
    ]);
    expect(text).toContain(
      'ReLU, seed 2, diverged in epoch 3 of 9 (loss is NaN). It is left out of every mean, which flatters this arm.',
    );
    expect(text).toContain(
      'RReLU, seed 1, died in epoch 3 of 9. It is left out of every mean, which flatters this arm.',
    );
    expect(text).toContain(
      'RReLU, seed 2, was interrupted after 1 of 9 epochs. It is left out of every mean.',
    );
  });

  it('tell one seed from several', async () => {
    expect(await all([run('relu', 1, 0.2), run('rrelu', 1, 0.2)])).toContain(
      'One seed (n = 1): there is no spread',
    );
    expect(await all([run('relu', 2, 0.2)])).toContain('One finished seed (n = 1) of RReLU:');
    expect(await all([run('rrelu', 2, 0.2)])).not.toContain('n = 1');
  });

  it("tell a small run from the paper's", async () => {
    const text = await all([run('relu', 1, 0.2, { config: { width: 0.25, limit: 20_000 } })]);
    expect(text).toMatch(
      /Not the setting of the paper's Table 3: a network 0.25 times as wide; 20,000 training images only; 4,000 test images only; 2 epochs/,
    );
    expect(await all([run('relu', 1, 0.2, { config: { epochs: 260 } })])).not.toContain('Not the setting');
  });

  it("name everything that is not the paper's setting", async () => {
    const only = async (config: object) => all([run('relu', 1, 0.2, { config: { epochs: 260, ...config } })]);
    expect(await only({ testLimit: 400 })).toContain(
      "Not the setting of the paper's Table 3: 400 test images only.",
    );
    expect(await only({ limit: 10_000, testLimit: 2_000, validation: 5_000 })).toContain(
      ': 10,000 training images only; 2,000 training images, held out, instead of test images.',
    );
    expect(await only({ limit: 4_500, validation: 5_000 })).toContain('; 500 training images, held out,');
    expect(await only({ evaluateEvery: 5 })).not.toContain('evaluateEvery');
    expect(await only({ batch: 25 })).toContain(': batches of 25 instead of 100.');
    expect(await only({ dropout: 0.1, augment: 'pad-crop-mirror', precision: 'bf16' })).toContain(
      ': dropout 0.1 instead of 0.5; augment "pad-crop-mirror" instead of "none"; precision "bf16" instead of "float32".',
    );
    expect(await only({ optimizer: { momentum: 0.8, decay: 0.0001 } })).toContain(
      ': optimizer.momentum 0.8 instead of 0.9.',
    );
    expect(await only({ epochs: 300 })).toContain(': 300 epochs, where the');
    expect(await only({ labelSmoothing: 0.1, optimizer: { momentum: 0.9, nesterov: true } })).toContain(
      ': optimizer.nesterov true, which the paper does not have; labelSmoothing 0.1, which the paper does not have.',
    );
    expect(await only({ kernels: 'native', log: ['tensorboard'], seed: 4 })).not.toContain('Not the setting');
    expect(await only({ batch: 100, testLimit: 10_000, limit: 50_000, dropout: 0.5 })).not.toContain(
      'Not the setting',
    );
  });

  it('name arms that have learned nothing', async () => {
    const text = await all([
      run('relu', 1, 0.9),
      run('relu', 2, 0.9),
      run('rrelu', 1, 0.2),
      run('rrelu', 2, 0.21),
    ]);
    expect(text).toContain('No better than guessing (90.00 %): ReLU. Nothing was learned there that shows');
  });

  it('name a run that has learned nothing among others that have', async () => {
    const text = await all([run('relu', 1, 0.9), run('relu', 2, 0.2), run('rrelu', 1, 0.2)]);
    expect(text).toContain('ReLU, seed 1, finished no better than guessing, unlike others of its arm.');
    expect(text).not.toContain('seed 2, finished');
  });

  it('know what guessing gives of plankton, and nothing of other data', async () => {
    const config = { dataset: 'ndsb', architecture: 'nin' };
    const text = await all([run('prelu', 1, 4.2 / 3, { config })]);
    expect(text).toContain('No better than guessing (4.1560): PReLU.');
    const cats = { dataset: 'cats' };
    expect(await all([run('prelu', 1, 0.9, { config: cats })])).not.toContain('guessing');
  });

  it('name runs that are not there, and means over different seeds', async () => {
    await writeComparison(out, [run('relu', 1, 0.2), run('relu', 2, 0.2), run('rrelu', 1, 0.1)], {
      relu: 'ReLU',
      rrelu: 'RReLU',
      './crashed.ts': 'Crashed',
    });
    const { runs, titles, missing } = await readComparison(out);
    expect(missing).toEqual([
      { arm: 'rrelu', seed: 2 },
      { arm: './crashed.ts', seed: 1 },
      { arm: './crashed.ts', seed: 2 },
    ]);
    const text = summarizeArms(runs, { titles, missing }).cautions.join('\n');
    expect(text).toContain(
      'they crashed or were never started: RReLU, seed 2; ./crashed.ts, seed 1; ./crashed.ts, seed 2.',
    );
    expect(text).toContain('over different seeds (ReLU 1, 2; RReLU 1)');
  });

  it('find settings that differ between runs, and backends', async () => {
    const text = await all([
      run('relu', 1, 0.2),
      run('rrelu', 1, 0.2, { config: { batch: 128, data: '/elsewhere' }, backend: 'wasm' }),
    ]);
    expect(text).toContain('The runs differ in batch (100, 128), so');
    expect(text).toContain('different backends (tfjs-node 2.21.0; wasm 2.21.0)');
  });

  it('find images and kernels that differ between runs, and nothing where they are watched otherwise', async () => {
    await writeComparison(out, [
      run('relu', 1, 0.2),
      run('rrelu', 1, 0.2, { config: { evaluateEvery: 5, splitFile: '/a', checkpointEvery: { steps: 1 } } }),
    ]);
    const { runs } = await readComparison(out);
    expect(summarizeArms(runs).cautions.join('\n')).not.toMatch(/differ in|different backends/);
    const images = (sha256: string) => ({ name: 'CIFAR-10', size: 10, sha256 });
    const others = runs.map((one, at) => ({
      ...one,
      description: {
        ...one.description,
        identity: { train: images('same'), test: images(`${at}`) },
        backend: { ...one.description.backend, kernels: ['native', 'plain'][at] },
      },
    }));
    const text = summarizeArms(others).cautions.join('\n');
    expect(text).toContain('The runs differ in test images, so');
    expect(text).toContain('(tfjs-node 2.21.0 with native kernels; tfjs-node 2.21.0 with plain kernels)');
  });

  it('find engines and packages that differ between runs, edited ones too', async () => {
    await writeComparison(out, [run('relu', 1, 0.2), run('rrelu', 1, 0.2)]);
    const { runs } = await readComparison(out);
    const cautionsWith = (change: (at: number) => object) =>
      summarizeArms(
        runs.map((one, at) => ({ ...one, description: { ...one.description, ...change(at) } })),
      ).cautions.join('\n');
    const { backend, versions } = runs[0]!.description;
    // Runs from before there was a choice are eager.
    expect(cautionsWith((at) => ({ backend: { ...backend, engine: [undefined, 'eager'][at] } }))).not.toMatch(
      /backends/,
    );
    expect(
      cautionsWith((at) => ({ backend: { ...backend, engine: [undefined, 'compiled'][at] } })),
    ).toContain('(tfjs-node 2.21.0 with the engine eager; tfjs-node 2.21.0 with the engine compiled)');
    expect(
      cautionsWith((at) => ({
        config: { ...runs[at]!.description.config, precision: ['float32', 'bf16'][at] },
      })),
    ).toContain('differ in precision ("float32", "bf16")');
    const other = { versions: { ...versions, node: '22.1.0' } };
    expect(cautionsWith((at) => (at === 0 ? {} : other))).toContain(
      'different versions of node (20.20.2, 22.1.0):',
    );
    expect(cautionsWith((at) => ({ versions: { ...versions, system: `${at}` } }))).not.toMatch(/versions of/);
    const hash = (at: number) => ({ '@rectified/trainer': `${at}` });
    expect(cautionsWith((at) => ({ hashes: hash(at) }))).toContain(
      'different versions of @rectified/trainer (other code):',
    );
    expect(cautionsWith((at) => (at === 0 ? {} : { hashes: hash(at) }))).not.toMatch(/versions of/);
  });

  it("say how little the paper's own differences are", async () => {
    // 1.96 * sqrt(2 * 0.1245 * 0.8755 / 10000) = 0.00915
    expect(await all([run('relu', 1, 0.2)])).toContain(
      'less than 0.92 points apart are within the noise of 10,000 test images',
    );
  });
});

describe('toMarkdown', () => {
  it('shows every run where there are several seeds, and what became of those that did not finish', async () => {
    const runs = [
      run('relu', 10, 0.31),
      run('relu', 2, 0.3),
      run('rrelu', 2, 0.25),
      run('rrelu', 10, 0.26, { status: 'dead' }),
      run('prelu', 10, 0.2),
    ];
    const text = toMarkdown(await summary(runs));
    const [head, , ...rows] = rowsOf(text.slice(text.indexOf('## Test error of every run'))).slice(0, 5);
    expect(head).toEqual(['Arm', 'Seed 2', 'Seed 10']);
    expect(rows).toEqual([
      ['ReLU', '30.00 %', '31.00 %'],
      ['PReLU', '-', '20.00 %'],
      ['RReLU', '25.00 %', 'dead'],
    ]);
    await rm(out, { recursive: true });
    expect(toMarkdown(await summary(runs.filter(({ seed }) => seed === 2)))).not.toContain('of every run');
  });

  it('is the table of arms beside the paper', async () => {
    const text = toMarkdown(
      await summary([
        run('relu', 1, 0.3, { running: [0.8, 0.4], clean: [0.6, 0.35], imagesPerSecond: 412.7 }),
        run('relu', 2, 0.31, { running: [0.8, 0.41], clean: [0.6, 0.36], imagesPerSecond: 412.7 }),
        run('rrelu', 1, 0.25, { running: [0.8, 0.5], imagesPerSecond: 3.456 }),
        run('rrelu', 2, 0.261, { running: [0.8, 0.5], imagesPerSecond: 3.456 }),
        run('rrelu', 3, 0.261, { status: 'dead' }),
      ]),
    );
    const cells = rowsOf(text);
    expect(cells.slice(0, 4)).toEqual([
      [
        'Arm',
        'Seeds',
        'Train error (running)',
        'Train error (clean)',
        'Test error',
        '95 % interval',
        'Best epoch',
        'Paper (train, test)',
      ],
      [expect.stringMatching(/^:-+$/), ...Array(7).fill(expect.stringMatching(/^-+:$/))],
      [
        'ReLU',
        '2',
        '40.50 ± 0.71 %',
        '35.50 ± 0.71 %',
        '30.50 ± 0.71 %',
        '24.15 to 36.85',
        '30.50 %',
        '0.32, 12.45 %',
      ],
      [
        'RReLU',
        '2 of 3',
        '50.00 ± 0.00 %',
        '-',
        '25.55 ± 0.78 %',
        '18.56 to 32.54',
        '25.55 %',
        '0.55, 11.19 %',
      ],
    ]);
    expect(cells[7]).toEqual([
      'RReLU',
      '-4.95',
      '-5.59 to -4.31',
      '0.50',
      '0.006',
      '2 pairs: too few to tell',
      'about 6',
    ]);
    expect(cells.at(-1)).toEqual(['RReLU', '3 h 13 min', '3.46', '1.5 GB']);
  });

  it('has no spread for one seed, no second table for one arm, no column without a number', async () => {
    const text = toMarkdown(await summary([run('elu', 1, 0.3)]));
    expect(text).not.toMatch(/± \d|Differences|clean\) *\||Paper/);
    expect(text).toMatch(/\| elu +\| +1 \| +30.00 % \|/);
  });

  it.each([
    [{}, 'NIN on CIFAR-10'],
    [{ dataset: 'cifar100', architecture: 'bn-inception' }, 'BN-Inception on CIFAR-100'],
    [{ dataset: 'ndsb', architecture: 'ndsb-net' }, 'NDSB net on the National Data Science Bowl'],
    [{ dataset: 'cats', architecture: 'resnet' }, 'resnet on cats'],
  ])('is headed by network and data: %o', async (config, heading) => {
    const text = toMarkdown(await summary([run('relu', 1, 0.3, { config })]));
    expect(text.split('\n')[0]).toBe(`# ${heading}`);
  });

  it('escapes what Markdown would read', async () => {
    const text = toMarkdown(await summary([run('a|b\n*c* [d](e) `f` <g> _h_', 1, 0.3)]));
    expect(text).toContain('a\\|b \\*c\\* \\[d\\](e) \\`f\\` \\<g\\> \\_h\\_ |');
  });
});
