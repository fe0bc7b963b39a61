import { expect, it } from 'vitest';
import { keptComputing } from '../src/kept-computing.js';

const recorded = { backend: 'tfjs-node', kernels: 'native', engine: 'eager' };

it('keeps what is recorded where nothing is asked for by name', () => {
  expect(keptComputing('runs/a', recorded, { backend: 'auto', kernels: 'auto' })).toEqual(recorded);
  const asked = { backend: 'tfjs-node', kernels: 'native', engine: 'auto' } as const;
  expect(keptComputing('runs/a', recorded, asked)).toEqual(recorded);
  const open = { backend: 'auto', engine: 'auto' };
  expect(keptComputing('runs/a', open, { ...asked, engine: 'xla' })).toEqual({ ...asked, engine: 'xla' });
});

it.each([
  ['backend', 'wasm', 'another backend'],
  ['kernels', 'plain', 'other kernels'],
  ['engine', 'compiled', 'another engine'],
] as const)('refuses another %s by its name', (setting, value, words) => {
  const asked = { backend: 'auto', kernels: 'auto', [setting]: value } as const;
  expect(() => keptComputing('runs/a', recorded, asked)).toThrow(
    new RegExp(
      `^runs/a: it was begun with ${words}.*expected ${recorded[setting]}, got ${value}.*--${setting}`,
    ),
  );
});
