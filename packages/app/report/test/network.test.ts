import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { type NetworkLayer, networkBlocks, networkDiagram, networkTable } from '../src/index.js';

function layer(
  name: string,
  className: string,
  inputs: string[],
  outputShape: (number | null)[],
  more: Partial<NetworkLayer> = {},
): NetworkLayer {
  return { name, className, settings: '', inputs, outputShape, parameters: 0, macs: 0, ...more };
}

/** Two branches, the second with padding and normalization, and a dense layer with dropout. */
const network: NetworkLayer[] = [
  layer('input7', 'InputLayer', [], [8, 8, 3]),
  layer('a/conv1', 'Conv2D', ['input7'], [8, 8, 4], { settings: '1x1, 4', parameters: 16, macs: 768 }),
  layer('a/act1', 'RectifiedPReLU', ['a/conv1'], [8, 8, 4], { parameters: 4 }),
  layer('a/conv2', 'Conv2D', ['a/act1'], [4, 4, 4], { settings: '2x2 / 2, 4', parameters: 68, macs: 1024 }),
  layer('a/act2', 'RectifiedPReLU', ['a/conv2'], [4, 4, 4], { parameters: 4 }),
  layer('b/c/pad', 'ZeroPadding2D', ['input7'], [10, 10, 3]),
  layer('b/c/conv', 'Conv2D', ['b/c/pad'], [4, 4, 5], {
    settings: '3x3 / 2, 5',
    parameters: 140,
    macs: 2160,
  }),
  layer('b/c/norm', 'BatchNormalization', ['b/c/conv'], [4, 4, 5], { parameters: 10 }),
  layer('b/c/act', 'Mine', ['b/c/norm'], [4, 4, 5], { settings: '0.5' }),
  layer('concat', 'Concatenate', ['a/act2', 'b/c/act'], [4, 4, 9]),
  layer('pyramid', 'RectifiedSpatialPyramidPooling2D', ['concat'], [180], { settings: '1, 2' }),
  layer('fc', 'Dense', ['pyramid'], [6], { settings: '6', parameters: 1086, macs: 1080 }),
  layer('act-fc', 'ReLU', ['fc'], [6]),
  layer('drop', 'RectifiedSeededDropout', ['act-fc'], [6], { settings: '0.5' }),
];

describe('networkBlocks', () => {
  it('gathers what follows a layer, and padding before it', () => {
    const blocks = networkBlocks(network);
    expect(
      blocks.map(({ name, group, parts, inputs }) => [name, group, parts.join('; '), inputs.join()]),
    ).toEqual([
      ['images', undefined, '', ''],
      ['a/conv1', 'a', '1x1 convolution, 4; PReLU', 'images'],
      ['a/conv2', 'a', '2x2 / 2 convolution, 4; PReLU', 'a/conv1'],
      ['b/c', 'b', '3x3 / 2 convolution, 5; batch normalization; Mine 0.5', 'images'],
      ['concat', undefined, 'side by side', 'a/conv2,b/c'],
      ['pyramid', undefined, 'max pools, windows 1, 2', 'concat'],
      ['fc', undefined, 'dense, 6; ReLU; dropout 0.5', 'pyramid'],
    ]);
    expect(blocks[3]).toMatchObject({ outputShape: [4, 4, 5], parameters: 150, macs: 2160 });
  });

  it('loses no parameter and no multiplication', () => {
    const sum = (list: readonly { parameters: number; macs: number }[]) =>
      list.reduce(([p, m], { parameters, macs }) => [p! + parameters, m! + macs], [0, 0]);
    expect(sum(networkBlocks(network))).toEqual(sum(network));
  });

  it('leaves a layer alone whose output others take, too', () => {
    const forked = [
      layer('image', 'InputLayer', [], [4, 4, 3]),
      layer('conv', 'Conv2D', ['image'], [4, 4, 3], { settings: '1x1, 3' }),
      layer('act', 'ReLU', ['conv'], [4, 4, 3]),
      layer('add', 'Add', ['conv', 'act'], [4, 4, 3]),
    ];
    expect(networkBlocks(forked).map(({ name }) => name)).toEqual(['images', 'conv', 'act', 'add']);
  });
});

it('networkTable has a row for every block and the sums', () => {
  const lines = networkTable(network).split('\n');
  expect(lines).toHaveLength(2 + 7 + 1);
  const cells = (line: string) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1);
  expect(cells(lines[0]!)).toEqual(['layer', 'what it is', 'output', 'parameters', 'MACs per image']);
  expect(cells(lines[8]!)).toEqual(['fc', 'dense, 6; ReLU; dropout 0.5', '6', '1,086', '1,080']);
  expect(cells(lines[9]!)).toEqual(['sum', '', '', '1,328', '5,032']);
});

describe('networkDiagram', () => {
  const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  /** Left, top, right and bottom of the boxes, without the frames and the background. */
  const boxes = (svg: string) =>
    [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="5"/g)].map(
      ([, x, y, width, height]) => [
        Number(x),
        Number(y),
        Number(x) + Number(width),
        Number(y) + Number(height),
      ],
    );

  it('has a box for every block, a frame for every group and an arrow for every input', async () => {
    const svg = await networkDiagram(network, { title: 'Two branches' });
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(boxes(svg)).toHaveLength(7);
    expect(svg.match(/marker-end/g)).toHaveLength(1 + 1 + 1 + 2 + 1 + 1);
    expect(svg.match(/rx="8"/g)).toHaveLength(2);
    const words = texts(svg);
    expect(words.slice(0, 2)).toEqual(['Two branches', '1,328 parameters, 0.01M MACs']);
    for (const word of ['a', 'b', 'conv1', 'c', 'images', '8 × 8 × 3', '4 × 4 × 9', 'ReLU, dropout 0.5'])
      expect(words).toContain(word);
  });

  it('puts boxes apart, below what they take, and within the picture', async () => {
    const svg = await networkDiagram(network, { title: 'Two branches' });
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
    const places = boxes(svg) as [number, number, number, number][];
    for (const [i, [left, top, right, bottom]] of places.entries()) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(width!);
      expect(bottom).toBeLessThanOrEqual(height!);
      for (const [l, t, r, b] of places.slice(i + 1))
        expect(r < left || l > right || b < top || t > bottom).toBe(true);
    }
    // In the order of the blocks: images, a/conv1, a/conv2, b/c, concat.
    const [images, first, second, other, concat] = places;
    expect(first![1]).toBeGreaterThan(images![3]);
    expect(other![1]).toBeGreaterThan(images![3]);
    expect(concat![1]).toBeGreaterThan(Math.max(second![3], other![3]));
  });

  it('escapes names', async () => {
    const hostile = '"><script>alert(1)</script>&';
    const svg = await networkDiagram([layer(hostile, 'Conv2D', [], [null, null, 3])], { title: hostile });
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).not.toContain('<script>');
    expect(svg).toContain('? × ? × 3');
  });
});
