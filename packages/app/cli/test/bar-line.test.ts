import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { barLine } from '../src/bar-line.js';

const facts = ['epoch 2, loss 1.234', '12 min left', '345 img/s'];
const bar = (width: number, name = 'relu seed 1') =>
  barLine({ name, nameWidth: 21, share: 0.5, facts }, width);

describe('barLine', () => {
  it('is whole where there is room', () => {
    expect(bar(120)).toBe(
      'relu seed 1           ████████████░░░░░░░░░░░░  50 % epoch 2, loss 1.234, 12 min left, 345 img/s',
    );
  });

  it('loses the least important facts first', () => {
    expect(bar(75)).toBe('relu seed 1           ███████░░░░░░░  50 % epoch 2, loss 1.234, 12 min left');
    expect(bar(60)).toBe('relu seed 1           ██████░░░░░░  50 % epoch 2, loss 1.234');
    expect(bar(39)).toBe('relu seed 1           ██████░░░░░  50 %');
    expect(bar(30)).toBe('relu seed 1  50 %');
    expect(bar(12)).toBe('relu …  50 %');
  });

  it.each(Array.from({ length: 120 }, (_, width) => width + 8))('fits into %d cells', (width) => {
    for (const name of [
      'relu',
      '激活函数激活函数激活函数',
      './a/very/long/path/of/an/activation.ts seed 12345',
    ])
      expect(stringWidth(bar(width, name))).toBeLessThanOrEqual(width);
  });
});
