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

it('refuses layers of what is no tensor, by the name of the activation', () => {
  const layer = new (api.layerOf(
    api.activation({ name: 'refused', title: 'Refused', formula: ({ x }) => x }),
  ))();
  for (const nothing of [null, undefined, 3, 'x'])
    expect(() => layer.apply(nothing as never)).toThrow(
      /^input of Refused: expected a tensor, or what a layer gives/,
    );
});
