import { expect, it } from 'vitest';
import { labelOf, standardCases } from './cases.ts';
import { table } from './table.ts';

const what = standardCases[0]!;
const turn = (wall: number, processor: number) => ({ wall, processor });

it('compares turn by turn, so that a slow moment of the machine affects both', () => {
  const eager = [turn(20, 20), turn(400, 30), turn(20, 20)];
  const compiled = [turn(10, 5), turn(200, 10), turn(40, 5)];
  const result = { steps: 3, eager, compiled, host: [0.32, 0.064, 8], first: { eager: 0.1, compiled: 1.5 } };
  const [head, line, row] = table([{ what, result }]).trim().split('\n');
  expect(row).toBe(
    '| nin rrelu, width 1, batch 32, native | 20.0 | 40.0 | 2.00 (1.25 to 2.00) | 4.00 (3.50 to 4.00) | 1.50 | 2.00 |',
  );
  expect([head, line, row].map((one) => one!.split('|').length)).toEqual([9, 9, 9]);
});

it('measures the cases that the documents describe', () => {
  const labels = standardCases.map(labelOf);
  expect(new Set(labels).size).toBe(labels.length);
  for (const width of [1, 0.5, 0.1])
    for (const kernels of ['native', 'plain'])
      expect(labels).toContain(`nin rrelu, width ${width}, batch 32, ${kernels}`);
});
