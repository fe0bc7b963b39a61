import { summarize } from '@rectified/metrics';
import type { Run } from '@rectified/run-folder';
import { colors } from './colors.js';
import { armOf } from './read-comparison.js';
import { renderSvg } from './render-svg.js';
import { epochsOf, type SummarizeOptions, summarizeArms } from './summarize-arms.js';

/** Up to so many epochs, each is marked by a point. */
const fewEpochs = 20;
const parts = ['train, running', 'test'];

/**
 * Figures 2 to 4 of the paper as SVG text: a panel for every arm, together with the baseline, error (or log-loss)
 * against epochs; train dashed and as counted during the epoch, test solid. With several seeds, their mean and a band
 * of one standard deviation either side.
 *
 * Shown are the finished runs of an arm; of an arm without any, what there is.
 *
 * @example
 * await writeFile('curves.svg', await curves(runs, { titles }));
 */
export async function curves(
  runs: readonly Run[],
  options: Omit<SummarizeOptions, 'margin'> = {},
): Promise<string> {
  const { arms, baseline, measure } = summarizeArms(runs, options);
  const color = colors(arms.map(({ arm }) => arm));
  const points = arms.flatMap(({ arm, title }) =>
    pointsOf(
      runs.filter((run) => armOf(run) === arm),
      measure,
    ).map((point) => ({ ...point, arm: title })),
  );
  const scale = measure === 'error' ? 'Error (%)' : 'Log-loss';
  const last = Math.max(0, ...points.map(({ epoch }) => epoch));
  const highest = Math.max(0, ...points.map(({ high, mean }) => high ?? mean));
  const encoding = {
    x: {
      field: 'epoch',
      type: 'quantitative',
      title: 'Epoch',
      scale: { domain: [Math.min(1, last), last], nice: false },
      axis: { format: 'd', tickMinStep: 1, grid: false },
    },
    color: {
      field: 'arm',
      type: 'nominal',
      title: null,
      scale: { domain: arms.map(({ title }) => title), range: arms.map(({ arm }) => color[arm]) },
    },
    strokeDash: {
      field: 'part',
      type: 'nominal',
      title: null,
      scale: {
        domain: parts,
        range: [
          [5, 3],
          [1, 0],
        ],
      },
      legend: { symbolStrokeColor: 'currentColor', symbolFillColor: 'transparent', columns: 1 },
    },
  };
  const y = { type: 'quantitative', title: scale, scale: { domain: [0, highest], nice: true } };
  const reference = arms.find(({ arm }) => arm === baseline)!.title;
  const others = arms.filter(({ arm }) => arm !== baseline).map(({ title }) => title);
  const panels = (others.length > 0 ? others : [reference]).map((title) => ({
    title: title === reference ? title : `${title} and ${reference}`,
    width: 320,
    height: 220,
    data: { values: points.filter(({ arm }) => arm === reference || arm === title) },
    layer: [
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'area', opacity: 0.2 },
        encoding: {
          x: encoding.x,
          color: encoding.color,
          detail: { field: 'part' },
          y: { ...y, field: 'low' },
          y2: { field: 'high' },
        },
      },
      {
        mark: { type: 'line', strokeWidth: 2, point: last <= fewEpochs && { size: 25 } },
        encoding: { ...encoding, y: { ...y, field: 'mean' } },
      },
    ],
  }));
  const spec = {
    concat: panels,
    columns: 2,
    spacing: 28,
    resolve: { scale: { color: 'shared', strokeDash: 'shared' } },
  };
  return renderSvg(spec, `Train and test ${measure} against epochs: ${[reference, ...others].join(', ')}`);
}

interface Point {
  readonly epoch: number;
  readonly part: string;
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

function pointsOf(runs: readonly Run[], measure: 'error' | 'loss'): Point[] {
  const finished = runs.filter(({ status }) => status === 'finished');
  const factor = measure === 'error' ? 100 : 1;
  const values = new Map<string, { epoch: number; part: string; values: number[] }>();
  for (const run of finished.length > 0 ? finished : runs)
    for (const { epoch, running, test } of epochsOf(run))
      [running, test].forEach((measured, i) => {
        if (!measured) return;
        const key = `${parts[i]} ${epoch}`;
        const entry = values.get(key) ?? { epoch, part: parts[i]!, values: [] };
        entry.values.push(factor * measured[measure]);
        values.set(key, entry);
      });
  return [...values.values()].map(({ epoch, part, values }) => {
    const { mean, deviation } = summarize(values);
    return {
      epoch,
      part,
      mean,
      ...(deviation !== undefined && {
        low: Math.max(0, mean - deviation),
        high: Math.min(mean + deviation, measure === 'error' ? 100 : Number.POSITIVE_INFINITY),
      }),
    };
  });
}
