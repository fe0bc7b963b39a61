import { expect, test } from 'vitest';
import { printBuiltIn } from '../src/rows/print-built-in.js';
import { builtInFunctions } from './built-in-functions.js';

test('the row functions that come with the kernels are those of the four rectifiers as they are written now', async () => {
  // vitest -u writes them anew.
  await expect(printBuiltIn(builtInFunctions)).toMatchFileSnapshot('../src/kernels/printed-row-functions.h');
});
