import { summarize } from '@rectified/metrics';
import type { Run } from '@rectified/run-folder';
import { colors } from './colors.js';
import { given } from './given.js';
import { armOf } from './read-comparison.js';
import { renderSvg } from './render-svg.js';
import { epochsOf, type SummarizeOptions, summarizeArms } from './summarize-arms.js';

/** With at most this many epochs, each is marked by a point. */
const fewEpochs = 20;
const parts = ['train, running', 'test'];

/** With fewer, the last third is not worth a panel of its own. */
const leastToZoom = 6;

/**
 * Figures 2 to 4 of the paper as SVG text: a panel for every arm, together with the baseline, error (or log-loss)
 * against epochs; train dashed and as counted during the epoch, test solid. With several seeds, their mean and a band
 * of one standard deviation either side. Beside each, from six epochs on, the last third of the test curves, enlarged.
 *
 * Shows the finished runs of an arm or, if there are none, whatever it has.
 *
 * @example
 * await writeFile('curves.svg', await curves(runs, { titles }));
 */
export async function curves(
  runs: readonly Run[],
  options: Omit<SummarizeOptions, 'margin'> = {},
): Promise<string> {
  given.runs(runs);
  const { panels, arms, measure } = panelsOf(runs, options, 'one legend');
  const spec = {
    concat: panels,
    columns: 2,
    spacing: 28,
    resolve: { scale: { color: 'shared', strokeDash: 'shared' } },
  };
  return renderSvg(spec, describe(measure, arms));
}

/** The panels of {@link curves} one by one, each with a legend, for pages that arrange them by available space. */
export async function curvePanels(
  runs: readonly Run[],
  options: Omit<SummarizeOptions, 'margin'> = {},
): Promise<string[]> {
  given.runs(runs);
  const { panels, measure } = panelsOf(runs, options, 'each its own');
  return Promise.all(panels.map((panel) => renderSvg(panel, describe(measure, [panel.title]))));
}

const describe = (measure: string, titles: readonly string[]) =>
  `Train and test ${measure} against epochs: ${titles.join(', ')}`;

function panelsOf(
  runs: readonly Run[],
  options: Omit<SummarizeOptions, 'margin'>,
  legends: 'one legend' | 'each its own',
) {
  const { arms, baseline, measure } = summarizeArms(runs, options);
  const color = colors(arms.map(({ arm }) => arm));
  const points = arms.flatMap(({ arm, title }) =>
    pointsOf(
      runs.filter((run) => armOf(run) === arm),
      measure,
    ).map((point) => ({ ...point, arm: title })),
  );
  const reference = arms.find(({ arm }) => arm === baseline)!.title;
  const others = arms.filter(({ arm }) => arm !== baseline).map(({ title }) => title);
  const last = Math.max(0, ...points.map(({ epoch }) => epoch));
  const highest = Math.max(0, ...points.map(({ high, mean }) => high ?? mean));
  const late = Math.ceil((2 * last) / 3);
  const panels = (others.length > 0 ? others : [reference]).flatMap((title) => {
    const shown = points.filter(({ arm }) => arm === reference || arm === title);
    const own = title === reference ? [title] : [reference, title];
    const names = legends === 'one legend' ? arms.map((arm) => arm.title) : own;
    const look = {
      measure,
      names,
      range: names.map((name) => color[arms.find((arm) => arm.title === name)!.arm]!),
      few: last <= fewEpochs,
      // Side by side, long titles would make a panel wider than its neighbors, and so smaller on the page.
      legend: legends === 'one legend' ? {} : { columns: 1 },
    };
    const heading = title === reference ? title : `${title} and ${reference}`;
    const whole = panel(heading, shown, { ...look, epochs: [Math.min(1, last), last], values: [0, highest] });
    const end = shown.filter(({ part, epoch }) => part === 'test' && epoch >= late);
    if (last < leastToZoom || end.length === 0) return [whole];
    return [whole, panel(`Test, epochs ${late} to ${last}`, end, { ...look, epochs: [late, last] })];
  });
  return { panels, arms: [reference, ...others], measure };
}

interface Look {
  readonly measure: 'error' | 'loss';
  /** Titles of the arms in the legend, and their colors. */
  readonly names: readonly string[];
  readonly range: readonly string[];
  readonly epochs: readonly [number, number];
  /** Default: as the points are. */
  readonly values?: readonly [number, number];
  /** Whether there are few enough epochs to mark each by a point. */
  readonly few: boolean;
  /** Of the arms. */
  readonly legend: { readonly columns?: number };
}

function panel(
  title: string,
  points: readonly object[],
  { measure, names, range, epochs, values, few, legend }: Look,
) {
  const encoding = {
    x: {
      field: 'epoch',
      type: 'quantitative',
      title: 'Epoch',
      scale: { domain: epochs, nice: false },
      axis: { format: 'd', tickMinStep: 1, grid: false },
    },
    color: { field: 'arm', type: 'nominal', title: null, scale: { domain: names, range }, legend },
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
  const y = {
    type: 'quantitative',
    title: measure === 'error' ? 'Error (%)' : 'Log-loss',
    scale: values ? { domain: values, nice: true } : { zero: false, nice: true },
  };
  return {
    title,
    width: 320,
    height: 220,
    data: { values: points },
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
        mark: { type: 'line', strokeWidth: 2, point: few && { size: 25 } },
        encoding: { ...encoding, y: { ...y, field: 'mean' } },
      },
    ],
  };
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
