import { expect, it } from 'vitest';
import { printable } from '../src/printable.js';

it('shows control characters by their number, and leaves everything else', () => {
  expect(printable('a\u001b[31mb\u0007\u009b2J\r')).toBe('a\\u001b[31mb\\u0007\\u009b2J\\u000d');
  expect(printable('\u202egnp.exe\ud800')).toBe('\\u202egnp.exe\\ud800');
  const usual = 'größer, 大, 🙂\tand\nmore';
  expect(printable(usual)).toBe(usual);
  const document = { name: 'a\u001bb\u009bc' };
  expect(JSON.parse(printable(JSON.stringify(document)))).toEqual(document);
});
