import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProbedLayer, ProbeRecord, Run } from '@rectified/run-folder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeCurves, readComparison, writeReport, writeStudy } from '../src/index.js';
import { writeComparison } from './write-runs.js';

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'rectified-probe-'));
});
afterEach(() => rm(out, { recursive: true }));

const layer = (name: string, zero: number, gradient: number): ProbedLayer[] => [
  { layer: name.replace('act', 'conv'), gradient },
  { layer: name, zero, negative: 0.5, dead: zero / 2, mean: 0, variance: 1e-3 },
];
const probe = (epoch: number, zero = 0.5): ProbeRecord => ({
  type: 'probe',
  epoch,
  step: 10 * epoch,
  images: 5,
  layers: [...layer('act1', zero, 0.1), ...layer('act2', zero, 0)],
});

async function comparison(): Promise<readonly Run[]> {
  await writeComparison(out, [
    { activation: 'relu', seed: 1, test: [0.8, 0.4] },
    { activation: 'rrelu', seed: 1, test: [0.8, 0.2] },
  ]);
  return (await readComparison(out)).runs;
}

const probed = (run: Run, ...probes: ProbeRecord[]): Run => ({
  ...run,
  records: [...run.records, ...probes],
});
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
/** Paths of lines, one for each layer in a panel. */
const lines = (svg: string) =>
  [...svg.matchAll(/aria-roledescription="line mark"|class="mark-line[^"]*"/g)].length;

describe('probeCurves', () => {
  it('are nothing where no run was probed', async () => {
    expect(await probeCurves(await comparison())).toBeUndefined();
  });

  it('have a column for every arm that was probed and a row for every measure', async () => {
    const [relu, rrelu] = await comparison();
    const one = (await probeCurves([probed(relu!, probe(0), probe(1)), rrelu!], {
      titles: { relu: 'ReLU' },
    }))!;
    const both = (await probeCurves([
      probed(relu!, probe(0), probe(1)),
      probed(rrelu!, probe(0), probe(1)),
    ]))!;
    for (const [svg, arms] of [
      [one, 1],
      [both, 2],
    ] as const)
      for (const title of [
        'Zeros (%)',
        'Dead units (%)',
        'Inputs below 0 (%)',
        'Variance of inputs',
        'Gradient',
      ])
        expect(texts(svg).filter((text) => text === title)).toHaveLength(arms);
    expect(texts(one)).toContain('ReLU');
    expect(texts(both)).toEqual(expect.arrayContaining(['relu', 'rrelu']));
    expect(lines(both)).toBe(2 * lines(one));
    // A gradient of 0 has no place on a logarithmic scale.
    for (const svg of [one, both]) expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('show the mean of several seeds', async () => {
    const [relu] = await comparison();
    const mean = await probeCurves([probed(relu!, probe(0, 0.4), probe(1, 0.4))]);
    const seeds = [0.2, 0.6].map((zero) => probed(relu!, probe(0, zero), probe(1, zero)));
    expect(await probeCurves(seeds)).toBe(mean);
    expect(await probeCurves([seeds[0]!])).not.toBe(mean);
  });

  it('are a part of the report, and of one about several comparisons', async () => {
    await comparison();
    const without = await writeReport(out);
    expect(without.probe).toBeUndefined();
    expect(await readFile(without.html, 'utf8')).not.toContain('Within the layers');
    for (const record of [probe(0), probe(1)])
      await appendFile(join(out, 'relu', 'seed-1', 'metrics.jsonl'), `${JSON.stringify(record)}\n`);
    const report = await writeReport(out);
    expect(await readFile(report.probe!, 'utf8')).toContain('>Dead units (%)<');
    expect(await readFile(report.html, 'utf8')).toContain('Within the layers');
    expect(await readFile(report.markdown, 'utf8')).toContain('(probe.svg)');
    const study = await writeStudy([out], { out: join(out, 'study') });
    expect(await readFile(study.html, 'utf8')).toContain('Within the layers');
  });
});
