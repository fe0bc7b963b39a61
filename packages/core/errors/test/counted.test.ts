import { expect, it } from 'vitest';
import { counted } from '../src/index.js';

it.each([
  [0, '0 threads'],
  [1, '1 thread'],
  [2, '2 threads'],
  [10_000, '10,000 threads'],
])('%d', (count, text) => expect(counted(count, 'thread')).toBe(text));

it('takes a plural of its own', () => expect(counted(3, 'class', 'classes')).toBe('3 classes'));
