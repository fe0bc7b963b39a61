import { checkValue } from '@rectified/errors';

const anyText = { expected: 'a text', fits: (value: unknown) => typeof value === 'string' };

/**
 * The stream of a place that draws random numbers, from its name: 32-bit FNV-1a of the name in UTF-8.
 *
 * @example
 * streamOf('conv1/kernel');
 */
export function streamOf(name: string): number {
  checkValue('name of a stream', name, anyText);
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
