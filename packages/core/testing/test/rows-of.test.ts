import { expect, it } from 'vitest';
import { rowsOf } from '../src/index.js';

it('gives the cells of tables, and nothing of the text around them', () => {
  expect(rowsOf('Text.\n\n| a |  b |\n| - | -: |\n| 1 | `2` |\n\n- x | y\n')).toEqual([
    ['a', 'b'],
    ['-', '-:'],
    ['1', '`2`'],
  ]);
});
