import { unrefusedCalls } from '@rectified/testing';
import { expect, it } from 'vitest';
import * as api from '../src/index.js';

/** What these take is made by this package, or was checked by it: a bundle for users carries no second check. */
const inner = [
  ...['boundsIn', 'backwardProgram', 'changesChannels', 'checkFormula', 'compute', 'formulaText'],
  ...['forwardProgram', 'functionOf'],
];

it('refuses what nobody means, with an error that says so', async () => {
  expect(await unrefusedCalls(api, inner)).toEqual([]);
});
