import { colors } from './colors.js';
import { renderSvg } from './render-svg.js';

/**
 * The slope left of 0, by arm: equations 1 and 2 of arXiv 1505.00853, equation 5 with U(3, 8); PReLU's start is
 * cxxnet's, the paper gives none.
 */
const panels: readonly { title: string; lines: readonly Line[]; range?: Range }[] = [
  { title: 'ReLU', lines: [{ arm: 'relu', label: '0', slope: 0 }] },
  {
    title: 'Leaky ReLU',
    lines: [
      { arm: 'leaky-relu:100', label: 'x / 100', slope: 1 / 100 },
      { arm: 'leaky-relu:5.5', label: 'x / 5.5', slope: 1 / 5.5 },
    ],
  },
  { title: 'PReLU', lines: [{ arm: 'prelu', label: 'x / 4, then learned', slope: 1 / 4 }] },
  {
    title: 'RReLU',
    lines: [{ arm: 'rrelu', label: 'x / 5.5 in test', slope: 1 / 5.5 }],
    range: { arm: 'rrelu', label: 'x / 8 to x / 3 in training', slopes: [1 / 8, 1 / 3] },
  },
];

interface Line {
  readonly arm: string;
  readonly label: string;
  readonly slope: number;
}

interface Range {
  readonly arm: string;
  readonly label: string;
  readonly slopes: readonly [number, number];
}

const edge = 3;
const x = { field: 'x', type: 'quantitative', title: 'x', scale: { domain: [-edge, edge] } };
const y = { field: 'y', type: 'quantitative', title: 'y', scale: { domain: [-1.2, edge] } };

/** Figure 1 of the paper as SVG text: the shapes of its rectifiers, with RReLU's range shaded. */
export function shapes(): Promise<string> {
  const spec = { hconcat: panels.map(panel), spacing: 24 };
  return renderSvg(spec, 'Shapes of ReLU, leaky ReLU, PReLU and RReLU');
}

function panel({ title, lines, range }: (typeof panels)[number]): object {
  const color = colors(['relu', 'leaky-relu:100', 'leaky-relu:5.5', 'prelu', 'rrelu']);
  const shade = range && {
    data: { values: [-edge, 0].map((x) => ({ x, y: x * range.slopes[0], to: x * range.slopes[1] })) },
    mark: { type: 'area', color: color[range.arm], opacity: 0.3 },
    encoding: { x, y, y2: { field: 'to' } },
  };
  const shapes = lines.map(({ arm, slope }) => ({
    data: { values: [-edge, 0, edge].map((x) => ({ x, y: x < 0 ? slope * x : x })) },
    mark: { type: 'line', color: color[arm], strokeWidth: 2.5 },
    encoding: { x, y },
  }));
  const keys = [
    ...lines.map((line) => ({ ...line, width: 2.5, opacity: 1 })),
    ...(range ? [{ ...range, width: 10, opacity: 0.3 }] : []),
  ];
  // In the corner above the left half, where no rectifier has a value.
  const legend = keys.flatMap(({ arm, label, width, opacity }, i) => {
    const at = edge - 0.25 - 0.42 * i;
    return [
      {
        data: { values: [{ x: -edge + 0.1, y: at, to: -edge + 0.6 }] },
        mark: { type: 'rule', color: color[arm], strokeWidth: width, opacity },
        encoding: { x, y, x2: { field: 'to' } },
      },
      {
        data: { values: [{ x: -edge + 0.75, y: at }] },
        mark: {
          type: 'text',
          text: label,
          align: 'left',
          baseline: 'middle',
          color: 'currentColor',
          fontSize: 11,
        },
        encoding: { x, y },
      },
    ];
  });
  return { title, width: 200, height: 200, layer: [...(shade ? [shade] : []), ...shapes, ...legend] };
}
