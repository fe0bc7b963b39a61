import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { summarize } from '@rectified/metrics';
import { rowsOf } from '@rectified/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim, ClaimPart } from '../../packages/app/report/src/claim.ts';
import type { ArmSummary, ComparisonSummary } from '../../packages/app/report/src/comparison-summary.ts';
import { readCosts } from '../bench/activations/costs.ts';
import { choosingPage } from './choosing-page.ts';
import { withCosts } from './costs-section.ts';
import { type Report, readReports } from './read-reports.ts';
import { withVerdicts } from './verdicts-section.ts';
import { docsOf } from './write-docs.ts';

const workspace = resolve(import.meta.dirname, '../..');
const costs = readCosts(workspace);

it('the pages are up to date with `npm run docs`', async () => {
  const stale = [...(await docsOf(workspace))]
    .filter(([file, text]) => readFileSync(join(workspace, file), 'utf8') !== text)
    .map(([file]) => file);
  expect(stale).toEqual([]);
});

it('every README of an activation has its measured costs, including those of variants', () => {
  expect(costs.arms.map(({ name }) => name)).toContain('gelu:tanh');
  for (const { name, step } of costs.arms) {
    const [activation, variant] = name.split(':');
    const readme = readFileSync(join(workspace, 'packages/activations', activation!, 'README.md'), 'utf8');
    const [, section = ''] = readme.split('## What it costs\n');
    expect(section).toContain(variant === undefined ? 'docs/benchmarks/activations.md' : `\`${name}\`: `);
    if (name !== 'relu') expect(section).toContain(`takes ${step.ratio.median.toFixed(2)} (`);
  }
});

it('new costs replace the old ones, before the sources or at the end', () => {
  const mish = (text: string) => withCosts(text, 'mish', costs);
  const once = mish('# Mish\n\n## Sources\n\nMisra.\n');
  expect(once).toMatch(/^# Mish\n\n## What it costs\n\n[^#]+\n\n## Sources\n\nMisra\.\n$/);
  expect(mish(once)).toBe(once);
  expect(mish(once.replace(/\d+\.\d+ ns/, '99 ns'))).toBe(once);
  expect(mish('# Mish\n')).toMatch(/^# Mish\n\n## What it costs\n\n[^#]+\n$/);
  expect(withCosts('# Other\n', 'other', costs)).toBe('# Other\n');
});

const runs = (finals: readonly (number | 'dead')[]): ArmSummary['runs'] =>
  finals.map((final, at) => ({
    ...{ folder: `runs/${at}`, seed: at + 1, epochs: 2 },
    ...(final === 'dead' ? { status: 'dead' as const } : { status: 'finished' as const, final }),
  }));

/** An arm with these test errors, and ReLU with the same seeds. */
function arm(name: string, finals: readonly (number | 'dead')[], relu?: readonly number[]): ArmSummary {
  const numbers = finals.filter((final) => final !== 'dead');
  const differences = relu && numbers.map((final, at) => final - relu[at]!);
  return {
    ...{ arm: name, title: name.toUpperCase(), runs: runs(finals) },
    seeds: numbers.map((_, at) => at + 1),
    ...(numbers.length > 0 && {
      final: summarize(numbers),
      imagesPerSecond: summarize(numbers.map(() => 100)),
    }),
    ...(differences &&
      numbers.length > 0 && {
        difference: { ...summarize(differences), verdict: numbers.length >= 6 ? 'lower' : 'few' },
      }),
  };
}

const relu = [0.7, 0.72];

const comparison = (
  arms: readonly ArmSummary[],
  more: Partial<ComparisonSummary> = {},
): ComparisonSummary => ({
  ...{ format: 1, dataset: 'cifar10', architecture: 'nin', synthetic: false, measure: 'error' },
  ...{ titles: {}, baseline: 'relu', claims: [], missing: [], cautions: [], versions: {}, backends: [] },
  ...{ arms, trainImages: 20_000, config: { epochs: 2, batch: 100, initialization: 'authors' } },
  ...more,
});

describe('the verdicts in the README', () => {
  const readme = '# Rectified\n\n## Was the paper right?\n\nLast week.\n\n## Next\n\nmore\n';
  const six = [0.7, 0.71, 0.72, 0.73, 0.74, 0.75];
  const part = (of: ClaimPart['found'], more: Partial<ClaimPart>): ClaimPart => ({
    ...{ arm: 'prelu', against: 'relu', of: 'test', claimed: 'lower', found: of, n: 6, notes: [] },
    ...more,
  });
  const claim = (id: string, verdict: Claim['verdict'], parts: readonly ClaimPart[]): Claim => ({
    ...{ id, source: 'abstract', text: `Claim ${id}.`, verdict, parts },
  });
  const report = (folder: string, finals: readonly number[], claims: readonly Claim[]): Report => ({
    folder,
    summary: comparison([arm('relu', finals)], { claims }),
  });

  it('have a column for every comparison with enough seeds, and the parts that decided', () => {
    const lower = part('as claimed', { mean: -0.1, low: -0.17, high: -0.03 });
    const open = part('open', { arm: 'rrelu', against: 'leaky-relu:5.5', mean: 0.002 });
    const text = withVerdicts(readme, [
      report('first', six, [claim('a', 'supported', [lower]), claim('b', 'undecided', [lower, open])]),
      report('single', [0.7], [claim('a', 'contradicted', [lower])]),
      report('second', six, [claim('b', 'contradicted', [open, part('otherwise', { mean: 0.05 })])]),
    ]);
    const [head, , ...rows] = rowsOf(text);
    expect(head!.slice(1)).toEqual([
      '[NIN on CIFAR-10](docs/results/first/report.md): 20,000 images, 2 epochs, 6 paired seeds',
      '[NIN on CIFAR-10](docs/results/second/report.md): 20,000 images, 2 epochs, 6 paired seeds',
    ]);
    expect(rows).toEqual([
      ['Claim a.', '**supported**: PReLU vs ReLU -10.00 (-17.00 to -3.00)', ''],
      ['Claim b.', '**undecided**: RReLU vs a = 5.5 +0.20', '**contradicted**: PReLU vs ReLU +5.00'],
    ]);
    expect(text).toMatch(/^# Rectified\n\n## Was the paper right\?\n\nIts tables[^#]+\n\n## Next\n\nmore\n$/);
    expect(text).not.toContain('Last week');
  });

  it('say what comparisons that differ in the number of images say together', () => {
    const ofSize = (trainImages: number, gain: number): Report => ({
      folder: `of-${trainImages}`,
      summary: comparison(
        [
          arm('relu', six),
          arm(
            'rrelu',
            six.map((error) => error - gain),
          ),
        ],
        {
          claims: [claim('a', 'supported', [])],
          trainImages,
        },
      ),
    });
    const both = withVerdicts(readme, [ofSize(5000, 0.3), ofSize(20_000, 0.1)]);
    expect(both).toContain(
      'fewer training images (NIN on CIFAR-10). **supported**: RReLU vs ReLU -20.00 (-20.00 to -20.00), the difference with 5,000 images less the one with 20,000 images ([figure](',
    );
    expect(withVerdicts(readme, [ofSize(5000, 0.3)])).not.toContain('figure');
  });

  it('say that it is not known if no comparison has enough seeds', () => {
    expect(withVerdicts(readme, [report('single', [0.7], [])])).toContain('Nobody knows yet');
  });

  it('require their section', () => {
    expect(() => withVerdicts('# Rectified\n', [])).toThrow('no section "## Was the paper right?"');
  });
});

const page = (reports: readonly Report[]) => choosingPage({ reports, costs, readmes: new Map() });

describe('which one to use', () => {
  it('shows means, seeds and intervals, lowest first, and arms without a result', () => {
    const arms = [
      arm('relu', relu),
      arm('mish', [0.6, 0.66], relu),
      arm('leaky-relu:5.5', [0.69, 0.74], relu),
      arm('gcu', ['dead', 'dead'], relu),
      arm('helu', ['dead', 0.71], relu),
    ];
    const text = page([{ folder: 'x', summary: comparison(arms) }]);
    const found = rowsOf(text.slice(text.indexOf('### NIN'))).slice(0, 7);
    expect(found.slice(2).map(([name, value]) => [name, value])).toEqual([
      ['MISH `mish`', '63.00 % (60.00, 66.00)'],
      ['RELU `relu`', '71.00 % (70.00, 72.00)'],
      ['HELU `helu`', '71.00 %, 1 of 2 runs ended without one'],
      ['LEAKY-RELU:5.5 `leaky-relu:5.5`', '71.50 % (69.00, 74.00)'],
      ['GCU `gcu`', 'dead'],
    ]);
    // -10 and -6 points; t(1) = 12.706, deviation 2.83.
    expect(found[2]!.slice(3, 5)).toEqual(['-8.00', '-33.41 to +17.41']);
    expect(text).toContain('nothing by a test (2 seeds); below RELU in every seed: MISH |');
    expect(text).toContain('in 0 of 1 comparison here that includes both');
    expect(text).toContain('Of the 1 comparison here, 0 had one seed and 1 had fewer than six');
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  it('says what a test has shown, and nothing about a single seed', () => {
    const many = [0.7, 0.71, 0.72, 0.73, 0.74, 0.75];
    const lower = arm(
      'rrelu',
      many.map((value) => value - 0.05),
      many,
    );
    const shown = page([{ folder: 'x', summary: comparison([arm('relu', many), lower]) }]);
    expect(shown).toContain('| lower than RELU: RRELU |');
    expect(shown).toContain('67.50 % ± 1.87');
    expect(page([{ folder: 'x', summary: comparison([arm('relu', [0.7])]) }])).toContain(
      '| nothing: one seed |',
    );
  });

  it('ignores comparisons in which no arm learned', () => {
    const arms = [arm('relu', relu), arm('leaky-relu:5.5', [0.6, 0.6], relu)].map((each) => ({
      ...each,
      atChance: true,
    }));
    const text = page([{ folder: 'x', summary: comparison(arms, { chance: 0.9 }) }]);
    expect(text).toContain('in 0 of 0 comparisons here that include both');
    expect(text).toMatch(/\| none learned +\|/);
    expect(text).toContain('Guessing gives 90.00 %.');
  });

  describe('reads', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'rectified-docs-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const write = (name: string, report: object) => {
      mkdirSync(join(folder, 'docs/results', name), { recursive: true });
      writeFileSync(join(folder, 'docs/results', name, 'report.json'), JSON.stringify(report));
    };

    it('every report in the results, including studies, from few images and epochs to many', () => {
      const of = (trainImages: number, epochs: number) =>
        comparison([arm('relu', relu)], { trainImages, config: { epochs } });
      write('a', of(50_000, 15));
      write('b', of(20_000, 3));
      write('c', of(20_000, 2));
      write('study', {
        format: 1,
        claims: [],
        comparisons: [{ summary: of(5000, 15) }, { summary: of(30_000, 1) }],
      });
      mkdirSync(join(folder, 'docs/results/none'));
      expect(readReports(folder).map((each) => each.folder)).toEqual(['study', 'c', 'b', 'study', 'a']);
    });
  });
});
