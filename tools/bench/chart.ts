import { renderSvg } from '../../packages/app/report/src/render-svg.ts';
import { contestants, nativeRelu, titleOf } from './contestants.ts';
import type { Results } from './results.ts';
import { ratio } from './statistics.ts';
import { betterPyTorch, labelOf } from './summarize.ts';

const description = 'Speed of every contestant in every case, relative to the better PyTorch';

/** An SVG of the speed of every contestant relative to the faster PyTorch, case by case, with quartiles. Undefined without PyTorch. */
export async function chart({ cases }: Results): Promise<string | undefined> {
  const points = cases.flatMap((one) => {
    const better = betterPyTorch(one);
    if (better === undefined) return [];
    const shown = one.measured.filter(({ name }) => name !== nativeRelu.name);
    return shown.map(({ name, wall }) => {
      const { median, lower, upper } = ratio(better.wall, wall);
      return { case: labelOf(one), contestant: titleOf(name), median, lower, upper };
    });
  });
  if (points.length === 0) return undefined;
  const taking = contestants
    .map(({ title }) => title)
    .filter((title) => points.some(({ contestant }) => contestant === title));
  const y = { field: 'case', type: 'nominal', sort: null, title: null, axis: { labelLimit: 0, grid: true } };
  const color = {
    field: 'contestant',
    type: 'nominal',
    title: null,
    scale: { domain: taking },
    legend: { columns: 2 },
  };
  const x = {
    type: 'quantitative',
    title: 'times as fast as the better PyTorch',
    scale: { type: 'log', nice: false },
    axis: { values: [0.1, 0.2, 0.5, 1, 2, 5, 10], format: '~g' },
  };
  const spec = {
    data: { values: points },
    width: 460,
    height: { step: 26 },
    layer: [
      { mark: { type: 'rule', color: '#888888' }, encoding: { x: { datum: 1, type: 'quantitative' } } },
      { mark: 'rule', encoding: { y, color, x: { ...x, field: 'lower' }, x2: { field: 'upper' } } },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: { y, color, x: { ...x, field: 'median' } },
      },
    ],
  };
  return renderSvg(spec, description);
}
