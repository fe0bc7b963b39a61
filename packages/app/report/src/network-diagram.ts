import { checkFields, text } from '@rectified/errors';
import type { Graph } from '@viz-js/viz';
import { htmlEscape } from 'escape-goat';
import { given } from './given.js';
import { type NetworkBlock, type NetworkLayer, networkBlocks } from './network-blocks.js';

/** Light tints of Okabe and Ito's colors, by the kind of a block's first layer; white for the rest. */
const tints: readonly (readonly [RegExp, string])[] = [
  [/convolution/, '#dcecf7'],
  [/dense/, '#f6e3ee'],
  [/pool|mean/, '#d9f0e8'],
];

/** In pixels, like everything here. Letters are assumed to be as wide as in the widest common font. */
const fontSize = 11;
const lineHeight = 15;
const letterWidth = 0.63;
const padding = 9;

/**
 * A network as SVG text, from top to bottom: one box per layer and what follows it, with its output and costs;
 * blocks with a common first name (`3a/1x1`, `3a/pool`) in a frame. Dark on white on its own; within an HTML page, style
 * sheets can make its first `rect` transparent and change its `color`.
 *
 * Graphviz (through @viz-js/viz) computes the layout; it is loaded with the first diagram.
 *
 * @example
 * await writeFile('diagram.svg', await networkDiagram(describeModel(model).layers, { title: 'Network in Network' }));
 */
export async function networkDiagram(
  layers: readonly NetworkLayer[],
  options: { readonly title: string },
): Promise<string> {
  given.layers(layers);
  const { title } = checkFields('networkDiagram', options, { title: text('a title') });
  const { instance } = await import('@viz-js/viz');
  const boxes = sameWidth(networkBlocks(layers).map(boxOf));
  const placed = (await instance()).renderJSON(graph(boxes)) as Placed;
  return draw(boxes, placed, title);
}

interface Box extends NetworkBlock {
  /** The name within its group. */
  readonly label: string;
  /** The shape of the output. */
  readonly shape: string;
  /** The width and height for both. */
  readonly lines: readonly string[];
  /** The numbers of parameters and multiplications; '' if there are none. */
  readonly costs: string;
  readonly width: number;
  readonly height: number;
}

function boxOf(block: NetworkBlock): Box {
  const { name, group, parts, outputShape, parameters, macs } = block;
  const label = group === undefined ? name : name.slice(group.length + 1);
  const shape = outputShape.map((size) => size?.toLocaleString('en') ?? '?').join(' × ');
  const [first = '', ...others] = parts;
  const lines = [first, others.join(', ')].filter(Boolean);
  const costs = parameters > 0 ? costsOf({ parameters, macs }) : '';
  const head = `${label}   ${shape}`;
  const longest = Math.max(...[head, ...lines].map((line) => line.length), 0.85 * costs.length);
  return {
    ...block,
    label,
    shape,
    lines,
    costs,
    width: Math.ceil(longest * fontSize * letterWidth + 2 * padding),
    height: (1 + lines.length + (costs === '' ? 0 : 1)) * lineHeight + padding,
  };
}

function sameWidth(boxes: readonly Box[]): Box[] {
  const width = Math.max(...boxes.map((box) => box.width));
  return boxes.map((box) => ({ ...box, width }));
}

/** Sizes in inches, as Graphviz has them: 72 pixels. */
function graph(boxes: readonly Box[]): Graph {
  const groups = [...new Set(boxes.flatMap(({ group }) => group ?? []))];
  const consumers = (name: string) => boxes.filter(({ inputs }) => inputs.includes(name)).length;
  return {
    graphAttributes: { nodesep: 0.2, ranksep: 0.32, ordering: 'out', newrank: true },
    nodeAttributes: { shape: 'box', fixedsize: true, label: '' },
    nodes: boxes.map(({ name, width, height }) => ({
      name,
      attributes: { width: width / 72, height: height / 72 },
    })),
    edges: boxes.flatMap(({ name, inputs }) =>
      // Branches stay together and close to where they fork; any extra length is before they meet.
      inputs.map((tail) => {
        const weight = consumers(tail) > 1 ? 3 : inputs.length > 1 ? 1 : 2;
        return { tail, head: name, attributes: { weight } };
      }),
    ),
    subgraphs: groups.map((group) => ({
      name: `cluster_${group}`,
      graphAttributes: { label: group, margin: 10 },
      nodes: boxes.filter((box) => box.group === group).map(({ name }) => ({ name })),
    })),
  };
}

/** The part of Graphviz's JSON output that is used. Positions are in points from bottom left. */
interface Placed {
  readonly bb: string;
  readonly objects: readonly {
    readonly name: string;
    /** The position of a node. */
    readonly pos?: string;
    /** The bounding box of a cluster. */
    readonly bb?: string;
  }[];
  readonly edges?: readonly { readonly pos: string }[];
}

function draw(boxes: readonly Box[], placed: Placed, title: string): string {
  const numbers = (text: string) => text.split(',').map(Number);
  const [, , inner, high] = numbers(placed.bb) as [number, number, number, number];
  const heading = [title, costsOf(sum(boxes))];
  const top = 56;
  const margin = 16;
  const width = Math.ceil(
    2 * margin + Math.max(inner, ...heading.map((line) => line.length * 14 * letterWidth)),
  );
  const height = Math.ceil(high + top + margin);
  const left = (width - inner) / 2;
  const at = (x: number, y: number): [number, number] => [round(left + x), round(top + high - y)];
  const place = (pair: string) => at(...(numbers(pair) as [number, number]));
  const byName = new Map(boxes.map((box) => [box.name, box]));

  const groups = placed.objects.flatMap(({ name, bb }) => {
    if (bb === undefined) return [];
    const [x1, y1, x2, y2] = numbers(bb) as [number, number, number, number];
    const [x, y] = at(x1, y2);
    return {
      frame: `<rect x="${x}" y="${y}" width="${round(x2 - x1)}" height="${round(y2 - y1)}" rx="8" fill="none" stroke="#bbbbbb"/>`,
      // Arrows may pass behind it.
      title: `<text x="${x + 10}" y="${y + 18}" font-weight="600" font-size="13" stroke="white" stroke-width="4" paint-order="stroke">${htmlEscape(name.replace(/^cluster_/, ''))}</text>`,
    };
  });
  const arrows = (placed.edges ?? []).map(({ pos }) => {
    const [end, first, ...curve] = pos.split(' ');
    const path = [`M${place(first!)}`, `C${curve.map(place).join(' ')}`, `L${place(end!.replace('e,', ''))}`];
    return `<path d="${path.join('')}" fill="none" stroke="#888888" marker-end="url(#network-arrow)"/>`;
  });
  const nodes = placed.objects.flatMap(({ name, pos }) => {
    const box = byName.get(name);
    return box === undefined || pos === undefined ? [] : drawBox(box, place(pos));
  });
  const label = htmlEscape(`${title}: ${boxes.length} blocks from images to classes`);
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" color="#1f2328" fill="currentColor" font-family="system-ui, sans-serif" font-size="${fontSize}">
<rect width="${width}" height="${height}" fill="white"/>
<defs><marker id="network-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0L8,4L0,8z" fill="#888888"/></marker></defs>
<text x="${width / 2}" y="24" text-anchor="middle" font-size="15" font-weight="600">${htmlEscape(heading[0]!)}</text>
<text x="${width / 2}" y="42" text-anchor="middle">${htmlEscape(heading[1]!)}</text>
${[...groups.map(({ frame }) => frame), ...arrows, ...groups.map(({ title }) => title), ...nodes].join('\n')}
</svg>
`;
}

function drawBox(
  { label, shape, lines, costs, parts, width, height }: Box,
  [x, y]: [number, number],
): string[] {
  const tint = tints.find(([kind]) => parts.some((part) => kind.test(part)))?.[1] ?? 'white';
  const [left, right, top] = [round(x - width / 2), round(x + width / 2), round(y - height / 2)];
  const line = (i: number) => round(top + padding / 2 + (i + 0.75) * lineHeight);
  return [
    `<g color="#1f2328"><rect x="${left}" y="${top}" width="${width}" height="${height}" rx="5" fill="${tint}" stroke="#888888"/>`,
    `<text x="${left + padding}" y="${line(0)}" font-weight="600">${htmlEscape(label)}</text>`,
    `<text x="${right - padding}" y="${line(0)}" text-anchor="end">${htmlEscape(shape)}</text>`,
    ...lines.map((text, i) => `<text x="${left + padding}" y="${line(i + 1)}">${htmlEscape(text)}</text>`),
    ...(costs === ''
      ? []
      : [
          `<text x="${left + padding}" y="${line(lines.length + 1)}" font-size="9.5" fill="#59636e">${htmlEscape(costs)}</text>`,
        ]),
    '</g>',
  ];
}

function sum(boxes: readonly Box[]): { parameters: number; macs: number } {
  const total = (what: 'parameters' | 'macs') => boxes.reduce((total, box) => total + box[what], 0);
  return { parameters: total('parameters'), macs: total('macs') };
}

function costsOf({ parameters, macs }: { parameters: number; macs: number }): string {
  const digits = macs < 1e7 ? 2 : 1;
  const millions = (macs / 1e6).toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${parameters.toLocaleString('en')} parameters, ${millions}M MACs`;
}

function round(pixels: number): number {
  return Math.round(10 * pixels) / 10;
}
