import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signFlipTest } from '@rectified/metrics';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  bySize,
  errorBySize,
  findComparisons,
  forest,
  type NamedComparison,
  readComparison,
  type StudyReport,
  summarizeArms,
  summarizeStudy,
  toLatex,
  writeStudy,
} from '../src/index.js';
import { type MadeUpRun, reportFiles, writeComparison, writeRun } from './write-runs.js';

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'rectified-study-'));
  // Vega warns of what it does not understand in a chart.
  for (const method of ['warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((...words) => {
      throw new Error(words.join(' '));
    });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(out, { recursive: true });
});

/** Texts of an SVG, line by line. */
const texts = (svg: string) => [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)/g)].map(([, text]) => text);

/** Writes a comparison of ReLU and RReLU with so many images; `gain` is how much RReLU is better. */
async function comparison(name: string, limit: number, gain: number, seeds = 6): Promise<string> {
  const errors = (seed: number) => 0.4 - limit / 200_000 + 0.01 * Math.sin(seed);
  const runs = Array.from({ length: seeds }, (_, seed): MadeUpRun[] => [
    { activation: 'relu', seed, test: [errors(seed)], config: { limit } },
    {
      activation: 'rrelu',
      seed,
      test: [errors(seed) - gain - 0.001 * Math.cos(5 * seed)],
      config: { limit },
    },
  ]).flat();
  const folder = join(out, name);
  await writeComparison(folder, runs, { relu: 'ReLU', rrelu: 'RReLU' });
  return folder;
}

async function study(...folders: readonly string[]) {
  const read = await Promise.all(folders.map((folder) => readComparison(folder)));
  return summarizeStudy(
    read.map(({ folder, runs, titles }) => ({ folder, summary: summarizeArms(runs, { titles }) })),
  );
}

describe('findComparisons', () => {
  it('finds those in a folder and in its folders, or takes the folder for one', async () => {
    const [a, b] = [await comparison('a', 20_000, 0.02, 1), await comparison('deep/b', 5000, 0.02, 1)];
    expect(await findComparisons(out)).toEqual([a, b]);
    expect(await findComparisons(a)).toEqual([a]);
    const runs = join(out, 'runs');
    await writeRun(join(runs, 'x'), { activation: 'relu', seed: 1, test: [0.2] });
    expect(await findComparisons(runs)).toEqual([runs]);
    expect(await findComparisons(join(out, 'none'))).toEqual([join(out, 'none')]);
  });
});

describe('summarizeStudy', () => {
  it('goes from few images to many, and finds that the advantage grows with fewer', async () => {
    const many = await comparison('many', 20_000, 0.02, 7);
    const few = await comparison('few', 5000, 0.06);
    const { comparisons, claims } = await study(many, few);
    expect(comparisons.map(({ name }) => name)).toEqual([
      'NIN on CIFAR-10, 5,000 training images',
      'NIN on CIFAR-10, 20,000 training images',
    ]);
    expect(claims).toMatchObject([
      {
        id: 'random-helps-small-data',
        source: 'section 4, observation 3',
        verdict: 'supported',
        parts: [{ arm: 'rrelu', against: 'relu', images: [5000, 20_000], n: 6, p: 2 / 64 }],
      },
    ]);
    expect(claims[0]!.parts[0]!.mean).toBeCloseTo(-0.04, 10);
  });

  it('finds that it does not grow', async () => {
    const folders = [await comparison('few', 5000, 0.02), await comparison('many', 20_000, 0.06)];
    const { claims } = await study(...folders);
    expect(claims[0]).toMatchObject({ verdict: 'contradicted' });
    const zeros = new Array(6).fill(0);
    expect(claims[0]!.parts[0]!.p).toBe(signFlipTest(new Array(6).fill(1), zeros).p);
  });

  it('has no such claim about other networks, or one number of images', async () => {
    const folders = [await comparison('a', 5000, 0.02), await comparison('b', 5000, 0.06)];
    const { claims, comparisons } = await study(...folders);
    expect(claims).toEqual([]);
    expect(comparisons.map(({ name }) => name)).toEqual([
      'NIN on CIFAR-10, 5,000 training images (a)',
      'NIN on CIFAR-10, 5,000 training images (b)',
    ]);
  });
});

describe('forest', () => {
  it('has a row for every arm but the baseline, its interval, the margin and the paper', async () => {
    const { comparisons } = await study(await comparison('few', 5000, 0.06));
    const svg = (await forest(comparisons))!;
    const words = texts(svg).join('|');
    expect(words).toMatch(/RReLU/);
    expect(words).toMatch(/-6\.0\d \[-6\.1\d, -5\.9\d\], n = 6/);
    expect(words).toContain('Difference from ReLU (points of test error); left is better');
    // Thin and thick interval.
    for (const width of ['1.5', '6'])
      expect(svg).toMatch(new RegExp(`stroke="#d55e00" stroke-width="${width}"`));
    expect(svg).toMatch(/stroke="currentColor"/); // the paper's diamond
    expect(svg).toMatch(/fill="#888888"[^>]*opacity="0.15"/);
  });

  it('has a panel for every comparison, with its name, and none where there is no difference', async () => {
    const folders = [await comparison('few', 5000, 0.06), await comparison('many', 20_000, 0.02, 1)];
    const { comparisons } = await study(...folders);
    const words = texts((await forest(comparisons))!);
    for (const { name } of comparisons) expect(words).toContain(name);
    expect(words.join('|')).toMatch(/-2\.\d\d, n = 1/); // no interval
    await writeComparison(join(out, 'single'), [{ activation: 'relu', seed: 1, test: [0.3] }]);
    const { comparisons: single } = await study(join(out, 'single'));
    expect(await forest(single)).toBeUndefined();
  });
});

describe('errorBySize', () => {
  it('is a line for every arm over the numbers of images', async () => {
    const folders = [await comparison('few', 5000, 0.06), await comparison('many', 20_000, 0.02)];
    const svg = await errorBySize((await study(...folders)).comparisons);
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['5,000', '20,000', 'Training images', 'Test error (%)', 'ReLU', 'RReLU']),
    );
    for (const color of ['#7f7f7f', '#d55e00'])
      expect(svg).toMatch(new RegExp(`d="M[\\d.,]+L[\\d.,]+" stroke="${color}" stroke-width="2"`));
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it('is only of comparisons by the same recipe', async () => {
    const folders = [await comparison('few', 5000, 0.06), await comparison('many', 20_000, 0.02)];
    const [few, many] = (await study(...folders)).comparisons as [NamedComparison, NamedComparison];
    const config = { ...many.summary.config, limit: 1 };
    expect(bySize([few, { ...many, summary: { ...many.summary, config } }])).toHaveLength(1);
    const longer = { ...config, epochs: 300 };
    expect(bySize([few, { ...many, summary: { ...many.summary, config: longer } }])).toEqual([]);
  });
});

describe('toLatex', () => {
  it('is a table to input, with what LaTeX would read escaped', async () => {
    await comparison('few', 5000, 0.06);
    const { runs } = await readComparison(join(out, 'few'));
    const text = toLatex([summarizeArms(runs, { titles: { relu: 'ReLU', rrelu: '50%_&#{}$~^\\<>' } })]);
    expect(text).toContain('ReLU & 6 & $');
    expect(text).toContain('\\cite{xu2015empirical}, Table~3.');
    expect(text).toContain(
      '50\\%\\_\\&\\#\\{\\}\\$\\textasciitilde{}\\textasciicircum{}\\textbackslash{}\\textless{}\\textgreater{} & 6 & $',
    );
    expect(text).toMatch(/& \$-6\.0\d\$ \[\$-6\.1\d\$, \$-5\.9\d\$\] & \$0\.031\$ & 11\.19 \\\\/);
    const cells = text.split('\n').filter((line) => line.includes(' & '));
    expect(new Set(cells.map((line) => line.split(/(?<!\\)&/).length))).toEqual(new Set([6]));
  });
});

describe('writeStudy', () => {
  async function files(report: StudyReport): Promise<Record<string, string>> {
    const names = await readdir(join(out, 'report'));
    const read = names.map(async (name) => [name, await readFile(join(out, 'report', name), 'utf8')]);
    expect(report.html).toBe(join(out, 'report', 'report.html'));
    return Object.fromEntries(await Promise.all(read));
  }

  it('writes one report of several comparisons, of which the page needs no other file', async () => {
    const folders = [await comparison('many', 20_000, 0.02), await comparison('few', 5000, 0.06)];
    const report = await writeStudy(folders, { out: join(out, 'report') });
    const written = await files(report);
    expect(Object.keys(written).sort()).toEqual(['error-by-size.svg', ...reportFiles]);
    expect(JSON.parse(written['report.json']!).comparisons).toHaveLength(2);
    const lines = parse(written['report.csv']!, { columns: true }) as Record<string, string>[];
    expect(lines.map(({ train_images, arm }) => `${train_images} ${arm}`)).toEqual([
      '5000 relu',
      '5000 rrelu',
      '20000 relu',
      '20000 rrelu',
    ]);
    const page = written['report.html']!;
    // What the study found comes before anything else that is said.
    expect(page).toMatch(
      /<h1>NIN on CIFAR-10<\/h1>\s*<p class="headline">The advantage of RReLU over ReLU is/,
    );
    expect(page.replaceAll(/xmlns(:xlink)?="[^"]*"/g, '')).not.toMatch(
      /https?:|src=|href=|url\(|<script|@import/,
    );
    expect(page).not.toContain('http-equiv="refresh"');
    expect(written['report.md']).toContain('](error-by-size.svg)');
    expect(written['report.md']).toContain('# NIN on CIFAR-10, 20,000 training images');
    expect(written['report.tex']!.match(/begin\{table\}/g)).toHaveLength(2);
    expect(written['report.bib']).toContain('@article{xu2015empirical,');
  });

  it('loads itself again where it is told to', async () => {
    const folders = [await comparison('a', 5000, 0.02, 1), await comparison('b', 5000, 0.02, 1)];
    const report = await writeStudy(folders, { out: join(out, 'report'), refresh: 30 });
    const written = await files(report);
    expect(written['report.html']).toContain('<meta http-equiv="refresh" content="30">');
    expect(report.sizes).toEqual([]);
  });
});
