import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { curves, readComparison, shapes, summarizeArms, toCsv, toJson, writeReport } from '../src/index.js';
import { type MadeUpRun, paperLike, reportFiles, writeComparison } from './write-runs.js';

let out: string;
let warnings: unknown[];
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'rectified-report-'));
  // Vega warns of what it does not understand in a chart.
  warnings = [];
  for (const method of ['warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((...words) => warnings.push(words));
});
afterEach(async () => {
  expect(warnings).toEqual([]);
  vi.restoreAllMocks();
  await rm(out, { recursive: true });
});

async function comparison(runs: readonly MadeUpRun[]) {
  await writeComparison(out, runs);
  return readComparison(out);
}

/** Texts of an SVG, in order. */
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
const hostile = '"><script>alert(1)</script>&|=cmd';

describe('curves', () => {
  it('are a panel for every arm with the baseline, and a legend', async () => {
    const { runs, titles } = await comparison(paperLike({ seeds: 2, epochs: 5 }));
    const svg = await curves(runs, { titles });
    const words = texts(svg);
    for (const title of ['Leaky ReLU (a = 100)', 'Leaky ReLU (a = 5.5)', 'PReLU', 'RReLU'])
      expect(words.filter((word) => word === `${title} and ReLU`)).toHaveLength(1);
    expect(words.filter((word) => word === 'Error (%)')).toHaveLength(4);
    expect(words.slice(-7)).toEqual(
      expect.arrayContaining([
        'ReLU',
        'Leaky ReLU (a = 100)',
        'Leaky ReLU (a = 5.5)',
        'PReLU',
        'RReLU',
        'test',
        'train, running',
      ]),
    );
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('give an arm one color, dash what is trained on, and put the points where they belong', async () => {
    const { runs } = await comparison([
      { activation: 'relu', seed: 1, test: [0.8, 0.4], running: [0.6, 0.2] },
      { activation: 'rrelu', seed: 1, test: [0.8, 0.2], running: [0.4, 0.2] },
    ]);
    const svg = await curves(runs);
    // A panel is 320 wide and 220 high, and its scale goes from 0 to 80 %.
    expect(svg).toContain('d="M0,0L320,165" stroke="#d55e00"');
    expect(svg).toContain('d="M0,0L320,110" stroke="#7f7f7f"');
    expect(svg).toMatch(/d="M0,110L320,165" stroke="#d55e00" stroke-width="2" stroke-dasharray="5,3"/);
    expect(svg).toMatch(/d="M0,55L320,165" stroke="#7f7f7f" stroke-width="2" stroke-dasharray="5,3"/);
  });

  it('have a band of one deviation where there are several seeds, and none for one', async () => {
    const [one, two] = [1, 2].map(
      (seed): MadeUpRun => ({ activation: 'relu', seed, test: [0.8, 0.2 * seed] }),
    );
    const band = /<path d="M[^"]*Z" fill="#7f7f7f"[^>]*opacity="0.2"/;
    const single = await comparison([one!]);
    expect(await curves(single.runs)).not.toMatch(band);
    const both = await comparison([one!, two!]);
    const svg = await curves(both.runs);
    expect(svg).toMatch(band);
    // 30 ± 14.14 of 80 %, 220 high.
    const [, path] = /<path d="(M[^"]*Z)" fill="#7f7f7f"/.exec(svg)!;
    expect(path).toBe('M0,0L320,176.391L320,98.609L0,0Z');
  });

  it('show the finished runs, or what there is', async () => {
    const { runs } = await comparison([
      { activation: 'relu', seed: 1, test: [0.8, 0.4] },
      { activation: 'relu', seed: 2, test: [0.1, 0.1], status: 'dead' },
      { activation: 'rrelu', seed: 1, test: [0.8], status: 'interrupted' },
    ]);
    const svg = await curves(runs);
    expect(svg).not.toContain('Z" fill="#7f7f7f" opacity="0.2"');
    expect(svg).toContain('d="M0,0L320,110" stroke="#7f7f7f"');
    expect(svg).toContain('stroke="#d55e00"');
  });

  it('draw an empty chart of a run without an epoch, and losses as losses', async () => {
    const config = { dataset: 'ndsb', architecture: 'ndsb-net' };
    const { runs } = await comparison([{ activation: 'relu', seed: 1, test: [], status: 'running', config }]);
    expect(texts(await curves(runs))).toContain('Log-loss');
  });

  it('tell more arms apart than the paper has', async () => {
    const { runs } = await comparison(
      ['elu', 'gelu', 'mish', 'selu', 'silu'].map((activation) => ({
        activation,
        seed: 1,
        test: [0.5, 0.4],
      })),
    );
    const svg = await curves(runs);
    expect(new Set(svg.match(/stroke="#[0-9a-f]{6}" stroke-width="2"/g)).size).toBe(4);
  });
});

describe('shapes', () => {
  it("are the paper's functions", async () => {
    const svg = await shapes();
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        'ReLU',
        'Leaky ReLU',
        'PReLU',
        'RReLU',
        'x / 100',
        'x / 5.5',
        'x / 8 to x / 3 in training',
      ]),
    );
    // A panel is 200 by 200: x from -3 to 3, y from -1.2 to 3.
    const at = (y: number) => Number(((200 * (3 - y)) / 4.2).toFixed(3));
    for (const [slope, color] of [
      [0, '#7f7f7f'],
      [1 / 100, '#0072b2'],
      [1 / 5.5, '#009e73'],
      [1 / 4, '#cc79a7'],
      [1 / 5.5, '#d55e00'],
    ] as const)
      expect(svg).toContain(`d="M0,${at(-3 * slope)}L100,${at(0)}L200,0" stroke="${color}"`);
    expect(svg).toContain(`M0,${at(-3 / 8)}L100,${at(0)}L100,${at(0)}L0,${at(-1)}Z" fill="#d55e00"`);
  });
});

const linesOf = (csv: string) => parse(csv, { columns: true }) as Record<string, string>[];

describe('toCsv', () => {
  it('is a line for every arm, numbers in full', async () => {
    const { runs, titles } = await comparison([
      { activation: 'relu', seed: 1, test: [0.3] },
      { activation: 'rrelu', seed: 1, test: [0.1] },
      { activation: 'rrelu', seed: 2, test: [0.2] },
    ]);
    const lines = linesOf(toCsv(summarizeArms(runs, { titles })));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      arm: 'relu',
      test: '0.3',
      test_deviation: '',
      paper_test: '0.1245',
      difference: '',
    });
    expect(lines[1]).toMatchObject({
      finished: '2',
      seeds: '1 2',
      difference: String(0.1 - 0.3),
      verdict: 'single',
    });
    expect(Number(lines[1]!.test)).toBeCloseTo(0.15, 12);
  });

  it('keeps names whole, and formulas from being run', async () => {
    const { runs, titles } = await comparison([
      { activation: '=1+1', seed: 1, test: [0.3] },
      { activation: 'a,"b"\nc', seed: 1, test: [0.3] },
    ]);
    const lines = linesOf(toCsv(summarizeArms(runs, { titles })));
    expect(lines.map(({ arm }) => arm)).toEqual(["'=1+1", 'a,"b"\nc']);
  });
});

describe('writeReport', () => {
  it('writes all files, of which the page needs no other', async () => {
    await writeComparison(
      out,
      paperLike({ seeds: 2, epochs: 3, config: { dataset: 'synthetic-cifar10', width: 0.25 } }),
    );
    const { summary, ...files } = await writeReport(out);
    expect((await readdir(join(out, 'report'))).sort()).toEqual(['curves.svg', ...reportFiles]);
    const read = Object.fromEntries(
      await Promise.all(
        Object.entries(files).map(async ([name, file]) => [name, await readFile(file, 'utf8')]),
      ),
    );
    expect(JSON.parse(read.json)).toEqual(JSON.parse(toJson(summary)));
    expect(JSON.parse(read.json).arms).toHaveLength(5);
    expect(read.markdown).toContain('](curves.svg)');
    // The rectifiers, the differences, and a panel for each arm but the baseline.
    expect(read.html.match(/<svg /g)).toHaveLength(6);
    expect(read.html.replaceAll(/xmlns(:xlink)?="[^"]*"/g, '')).not.toMatch(
      /https?:|src=|href=|url\(|<script|@import/,
    );
    expect(read.html).toContain('prove nothing');
    expect(read.html).toContain('prefers-color-scheme: dark');
    expect(read.html).toContain('0.25 times as wide');
  });

  it('writes the same of the same runs, and does not take its own folder for a run', async () => {
    await writeComparison(out, paperLike({ seeds: 2, epochs: 2 }));
    const first = await writeReport(out);
    const page = await readFile(first.html, 'utf8');
    const second = await writeReport(out);
    expect(await readFile(second.html, 'utf8')).toBe(page);
  });

  it('escapes names and messages everywhere', async () => {
    await writeComparison(
      out,
      [
        { activation: hostile, seed: 1, test: [0.5, 0.4] },
        { activation: 'relu', seed: 1, test: [0.5, 0.4], status: 'dead', message: hostile },
        { activation: 'relu', seed: 2, test: [0.5, 0.4] },
      ],
      { [hostile]: hostile },
    );
    const { html, curves: chart, markdown } = await writeReport(out, { out: join(out, 'elsewhere') });
    for (const file of [html, chart]) {
      const text = await readFile(file, 'utf8');
      expect(text).not.toContain('<script');
      expect(text).toContain('&lt;script');
    }
    expect(await readFile(markdown, 'utf8')).not.toMatch(/(?<!\\)[<|]script/);
  });

  it('says what is wrong with the folder to write into', async () => {
    await writeComparison(out, paperLike({ seeds: 1, epochs: 1 }));
    await writeFile(join(out, 'file'), '');
    await expect(writeReport(out, { out: join(out, 'file', 'report') })).rejects.toMatchObject({
      exitCode: 2,
    });
  });
});
