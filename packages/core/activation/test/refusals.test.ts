import { unrefusedCalls } from '@rectified/testing';
import { expect, it } from 'vitest';
import * as api from '../src/index.js';

/**
 * What these take is made by this package, was checked by it, or is written by an author, for whom `checkFormula` looks at it: a
 * bundle for users carries no second check.
 */
const inner = [
  ...['activation', 'boundsIn', 'backwardProgram', 'changesChannels', 'compute', 'described', 'formulaText'],
  ...['forwardProgram', 'functionOf', 'layerOf', 'opOf', 'valueAt'],
];

it('refuses meaningless arguments with a clear error', async () => {
  expect(await unrefusedCalls(api, inner)).toEqual([]);
});
