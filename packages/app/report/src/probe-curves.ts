import type { ProbedLayer, ProbeRecord, Run } from '@rectified/run-folder';
import { given } from './given.js';
import { armOf } from './read-comparison.js';
import { renderSvg } from './render-svg.js';

/** What is drawn from a probe, one row of panels each. */
const measures = [
  { key: 'zero', title: 'Zeros (%)', percent: true },
  { key: 'dead', title: 'Dead units (%)', percent: true },
  { key: 'negative', title: 'Inputs below 0 (%)', percent: true },
  { key: 'variance', title: 'Variance of inputs', percent: false },
  { key: 'gradient', title: 'Gradient', percent: false },
] as const satisfies readonly { key: Exclude<keyof ProbedLayer, 'layer'>; title: string; percent: boolean }[];

type Measure = (typeof measures)[number];

/**
 * Probe measurements of the layers as SVG text: one column per arm, one row per measure, one line per layer from the
 * first (dark) to the last (light), against epochs; variances and gradients on a logarithmic scale. Means over seeds.
 * Undefined if no run was probed.
 *
 * @example
 * const svg = await probeCurves(runs, { titles });
 */
export async function probeCurves(
  runs: readonly Run[],
  { titles = {} }: { readonly titles?: Readonly<Record<string, string>> } = {},
): Promise<string | undefined> {
  given.runs(runs);
  const probed = runs.filter((run) => probesOf(run).length > 0);
  if (probed.length === 0) return undefined;
  const arms = [...new Set(probed.map(armOf))];
  const title = (arm: string) => titles[arm] ?? arm;
  const points = arms.flatMap((arm) =>
    pointsOf(probed.filter((run) => armOf(run) === arm)).map((point) => ({ ...point, arm })),
  );
  const rows = measures.filter(({ key }) => points.some((point) => point.measure === key));
  const spec = {
    concat: rows.flatMap((measure) =>
      arms.map((arm) => {
        const all = points.filter((point) => point.measure === measure.key);
        const own = all.filter((point) => point.arm === arm);
        return panel(measure, { heading: measure === rows[0] ? title(arm) : '', own, all });
      }),
    ),
    columns: arms.length,
    spacing: 20,
    resolve: { scale: { color: 'independent' } },
  };
  return renderSvg(
    spec,
    `What a probe saw in every layer against epochs: ${rows.map((row) => row.title).join(', ')}; of ${arms.map(title).join(', ')}`,
  );
}

function probesOf({ records }: Run): ProbeRecord[] {
  return records.filter((record) => record.type === 'probe');
}

interface Point {
  readonly measure: Measure['key'];
  readonly layer: string;
  /** From 0, the first of those of which there is such a measure, to 1. */
  readonly depth: number;
  readonly epoch: number;
  readonly value: number;
}

/** Means over the runs of an arm. */
function pointsOf(runs: readonly Run[]): Point[] {
  return measures.flatMap(({ key, percent }) => {
    const seen = runs.flatMap((run) =>
      probesOf(run).flatMap(({ epoch, layers }) =>
        layers.flatMap(({ layer, [key]: value }) => (value === undefined ? [] : [{ epoch, layer, value }])),
      ),
    );
    const names = [...new Set(seen.map(({ layer }) => layer))];
    const epochs = [...new Set(seen.map(({ epoch }) => epoch))].sort((a, b) => a - b);
    return names.flatMap((layer, at) =>
      epochs.flatMap((epoch): Point[] => {
        const values = seen.filter((one) => one.layer === layer && one.epoch === epoch);
        if (values.length === 0) return [];
        const mean = values.reduce((sum, { value }) => sum + value, 0) / values.length;
        const depth = names.length === 1 ? 0 : at / (names.length - 1);
        return [{ measure: key, layer, depth, epoch, value: percent ? 100 * mean : mean }];
      }),
    );
  });
}

interface Panel {
  /** Empty for none. */
  readonly heading: string;
  readonly own: readonly Point[];
  /** Over all arms, which share a scale. */
  readonly all: readonly Point[];
}

function panel({ key, title, percent }: Measure, { heading, own, all }: Panel): object {
  const above = all.map(({ value }) => value).filter((value) => value > 0);
  const isLogarithmic = !percent && above.length > 0;
  const powers = isLogarithmic ? powersOfTen(Math.min(...above), Math.max(...above)) : [];
  const scale = isLogarithmic
    ? { type: 'log', domain: [powers[0], powers.at(-1)] }
    : { domain: [0, Math.max(5, ...all.map(({ value }) => value))], nice: true };
  // A logarithmic scale cannot show 0.
  const values = own.filter(({ value }) => percent || value > 0);
  return {
    ...(heading && { title: heading }),
    width: 300,
    height: 130,
    data: { values },
    mark: { type: 'line', strokeWidth: 1.75, point: { size: 14 } },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        title: key === 'gradient' ? 'Epoch' : null,
        axis: { format: 'd', tickMinStep: 1, grid: false },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        title,
        scale,
        axis: isLogarithmic ? { values: powers, format: '~g' } : { tickCount: 5 },
      },
      detail: { field: 'layer' },
      color: {
        field: 'depth',
        type: 'quantitative',
        scale: { domain: [0, 1], range: ['#0b3c6f', '#1f9e89', '#f0b429'] },
        legend: null,
      },
    },
  };
}

/** From one at or below `low` to one at or above `high`, at least two. */
function powersOfTen(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.max(first + 1, Math.ceil(Math.log10(high)));
  return Array.from({ length: last - first + 1 }, (_, at) => 10 ** (first + at));
}
