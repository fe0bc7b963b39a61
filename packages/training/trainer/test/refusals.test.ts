import { inScratchFolder, unrefusedCalls } from '@rectified/testing';
import { expect, it } from 'vitest';
import * as api from '../src/index.js';

it('refuses meaningless arguments with a clear error', async () => {
  expect(await inScratchFolder(() => unrefusedCalls(api))).toEqual([]);
});
