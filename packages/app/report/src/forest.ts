import { colors } from './colors.js';
import type { ComparisonSummary } from './comparison-summary.js';
import { given } from './given.js';
import { renderSvg } from './render-svg.js';
import { signed } from './text.js';

const rowHeight = 44;

/**
 * A forest plot as SVG text: for every arm the difference of its final test measure to the baseline's, paired by seed, with
 * Student's interval of 95 % (thin) and the bootstrap's (thick); differences within the margin are shaded, and a hollow
 * diamond is the paper's. A panel for every comparison, all with one scale where they have one measure.
 * Undefined if no arm shares a finished seed with its baseline.
 *
 * @example
 * await writeFile('forest.svg', await forest([{ name: 'CIFAR-10', summary }]));
 */
export async function forest(
  comparisons: readonly { readonly name: string; readonly summary: ComparisonSummary }[],
): Promise<string | undefined> {
  given.comparisons(comparisons);
  const there = comparisons.filter(({ summary }) => summary.arms.some(({ difference }) => difference));
  if (there.length === 0) return undefined;
  const measures = new Set(there.map(({ summary }) => summary.measure));
  const spec = {
    vconcat: there.map(({ name, summary }) => panel(there.length > 1 ? name : undefined, summary)),
    spacing: 30,
    resolve: {
      scale: { x: measures.size > 1 ? 'independent' : 'shared', y: 'independent', color: 'independent' },
    },
  };
  return renderSvg(
    spec,
    `Differences of test ${[...measures].join(' and ')} from the baseline, with intervals`,
  );
}

function panel(name: string | undefined, summary: ComparisonSummary): object {
  const { arms, baseline, measure, margin, synthetic } = summary;
  const factor = measure === 'error' ? 100 : 1;
  const reference = arms.find(({ arm }) => arm === baseline)!;
  const color = colors(arms.map(({ arm }) => arm));
  const rows = arms.flatMap(({ arm, title, difference, paper }) => {
    if (!difference) return [];
    const { mean, low, high, bootstrap, n } = difference;
    const interval = low === undefined ? '' : ` [${signed(low, measure)}, ${signed(high!, measure)}]`;
    return {
      // The label has two lines.
      arm: `${title}\n${signed(mean, measure)}${interval}, n = ${n}`,
      color: color[arm],
      mean: factor * mean,
      ...(low !== undefined && { low: factor * low, high: factor * high! }),
      ...(bootstrap && { from: factor * bootstrap.low, to: factor * bootstrap.high }),
      ...(paper && reference.paper && !synthetic && { paper: factor * (paper.test - reference.paper.test) }),
    };
  });
  const unit = measure === 'error' ? 'points of test error' : 'nats of test log-loss';
  const x = {
    type: 'quantitative',
    title: `Difference from ${reference.title} (${unit}); left is better`,
    scale: { nice: true, zero: true },
  };
  const y = {
    field: 'arm',
    type: 'nominal',
    title: null,
    sort: null,
    axis: {
      labelExpr: "split(datum.label, '\\n')",
      labelLimit: 0,
      labelLineHeight: 15,
      labelFontSize: 12,
      labelPadding: 8,
      ticks: false,
      domain: false,
    },
    scale: { padding: 0 },
  };
  const ink = { field: 'color', type: 'nominal', scale: null };
  const band = margin && [
    {
      data: { values: [{ from: -factor * margin.value, to: factor * margin.value }] },
      mark: { type: 'rect', color: '#888888', opacity: 0.15 },
      encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' } },
    },
  ];
  return {
    ...(name !== undefined && { title: name }),
    width: 300,
    height: Math.max(1, rows.length) * rowHeight,
    data: { values: rows },
    layer: [
      ...(band ?? []),
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule', color: '#888888', strokeDash: [3, 3] },
        encoding: { x: { ...x, field: 'zero' } },
      },
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rule', strokeWidth: 1.5 },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color: ink },
      },
      {
        transform: [{ filter: 'isValid(datum.from)' }],
        mark: { type: 'rule', strokeWidth: 6, opacity: 0.55 },
        encoding: { y, x: { ...x, field: 'from' }, x2: { field: 'to' }, color: ink },
      },
      {
        mark: { type: 'point', filled: true, size: 90, opacity: 1 },
        encoding: { y, x: { ...x, field: 'mean' }, color: ink },
      },
      {
        transform: [{ filter: 'isValid(datum.paper)' }],
        mark: {
          type: 'point',
          shape: 'diamond',
          size: 90,
          filled: false,
          stroke: 'currentColor',
          strokeWidth: 1.5,
        },
        encoding: { y, x: { ...x, field: 'paper' } },
      },
    ],
  };
}
