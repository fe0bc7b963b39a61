import { colors } from './colors.js';
import { given } from './given.js';
import { renderSvg } from './render-svg.js';
import type { NamedComparison } from './study.js';

/** The file of the figure of one of several groups, counted from 0. */
export const errorBySizeFile = (group: number) =>
  group === 0 ? 'error-by-size.svg' : `error-by-size-${group + 1}.svg`;

/**
 * Final test error (or log-loss) against the number of training images as SVG text, with one line per arm: mean over seeds and
 * Student's 95 % interval. For comparisons that differ in the number of images, as grouped by `bySize`.
 */
export async function errorBySize(comparisons: readonly NamedComparison[]): Promise<string> {
  given.comparisons(comparisons, 1);
  const { measure } = comparisons[0]!.summary;
  const factor = measure === 'error' ? 100 : 1;
  const titles = new Map<string, string>();
  for (const { summary } of comparisons) for (const { arm, title } of summary.arms) titles.set(arm, title);
  const color = colors([...titles.keys()]);
  const points = comparisons.flatMap(({ summary: { arms, trainImages } }) =>
    arms.flatMap(({ arm, final }) =>
      final
        ? {
            arm: titles.get(arm)!,
            // Side by side, because otherwise the intervals would hide each other.
            images: trainImages! * 1.02 ** ([...titles.keys()].indexOf(arm) - (titles.size - 1) / 2),
            mean: factor * final.mean,
            ...(final.low !== undefined && { low: factor * final.low, high: factor * final.high! }),
          }
        : [],
    ),
  );
  const sizes = [...new Set(comparisons.map(({ summary }) => summary.trainImages))];
  const x = {
    field: 'images',
    type: 'quantitative',
    title: 'Training images',
    scale: { type: 'log', nice: false, padding: 24 },
    axis: { values: sizes, format: ',d', grid: false },
  };
  const y = {
    type: 'quantitative',
    title: measure === 'error' ? 'Test error (%)' : 'Test log-loss',
    scale: { zero: false, nice: true },
  };
  const ink = {
    field: 'arm',
    type: 'nominal',
    title: null,
    scale: { domain: [...titles.values()], range: [...titles.keys()].map((arm) => color[arm]) },
    legend: { columns: 2 },
  };
  const spec = {
    width: 340,
    height: 280,
    data: { values: points },
    encoding: { x, color: ink },
    layer: [
      { mark: { type: 'line', strokeWidth: 2 }, encoding: { y: { ...y, field: 'mean' } } },
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rule', strokeWidth: 1.5 },
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: { y: { ...y, field: 'mean' } },
      },
    ],
  };
  return renderSvg(spec, `Test ${measure} against the number of training images, by arm`);
}
