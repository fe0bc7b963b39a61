import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { kernelsFile, rowFunctionStamp, stampFile } from '../src/build/built-kernels.js';
import { isKernelsName } from '../src/index.js';

it('knows all names that kernels and row functions have in the cache', () => {
  const stamp = stampFile('/cache', '2.21.0');
  const row = rowFunctionStamp(stamp, '0123456789abcdef01234567');
  const hash = { size: 9, sha256: 'f'.repeat(64) };
  for (const path of [stamp, row, kernelsFile(stamp, hash), kernelsFile(row, hash)])
    expect(isKernelsName(basename(path))).toBe(true);
});

it.each([
  'native-1.json',
  'native-ab.node',
  'native-0123456789abcdef.node',
  'native-0123456789abcdef-mine.node',
  'native-0123456789abcdef.json.old',
  'row-2024-01-15.json',
  'row-0123456789abcdef.json',
  'my-native-0123456789abcdef.json',
])('takes no other for one: %s', (name) => expect(isKernelsName(name)).toBe(false));
