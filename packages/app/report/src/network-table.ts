import { markdownTable } from 'markdown-table';
import { type NetworkLayer, networkBlocks } from './network-blocks.js';

/**
 * The layers of a network as a Markdown table: what each is, its output, its parameters and multiplications, and their
 * totals. Convolutions share a row with what follows them.
 *
 * @example
 * console.log(networkTable(describeModel(model).layers));
 */
export function networkTable(layers: readonly NetworkLayer[]): string {
  const blocks = networkBlocks(layers);
  const number = (value: number) => (value === 0 ? '' : value.toLocaleString('en'));
  const sum = (what: 'parameters' | 'macs') => blocks.reduce((total, block) => total + block[what], 0);
  const rows = blocks.map(({ name, parts, outputShape, parameters, macs }) => [
    name,
    parts.join('; '),
    outputShape.map((size) => size ?? '?').join(' x '),
    number(parameters),
    number(macs),
  ]);
  return markdownTable(
    [
      ['layer', 'what it is', 'output', 'parameters', 'MACs per image'],
      ...rows,
      ['sum', '', '', number(sum('parameters')), number(sum('macs'))],
    ],
    { align: ['l', 'l', 'r', 'r', 'r'] },
  );
}
