import { unrefusedCalls } from '@rectified/testing';
import { describe, expect, it } from 'vitest';
import * as api from '../src/index.js';

/** What these take is made by this package, or a part that it has found in an expression: a bundle for users carries no check of it. */
const inner = [
  ...['compile', 'isBounded', 'isComputation', 'isNumber', 'knownOf', 'remembered', 'runProgram'],
  ...['asSelect', 'branchOfNaN', 'gatesOf'],
];

it('refuses meaningless arguments with a clear error', async () => {
  expect(await unrefusedCalls(api, inner)).toEqual([]);
});

describe('a formula with an invalid part', () => {
  const { add, evaluate, exp, simplify, differentiate, toTex, x } = api;
  const broken = [add('2' as never, x), exp(undefined as never), add(x, {} as never)];
  it.each(broken)('is refused: %j', (formula) => {
    for (const use of [
      simplify,
      toTex,
      (of: never) => differentiate(of, x),
      (of: never) => evaluate(of, { x: 1 }),
    ])
      expect(() => use(formula as never)).toThrow(/^a formula: expected an expression, got/);
  });

  it('missing values and values that are not numbers are refused by name', () => {
    for (const values of [undefined, null, {}, { x: '3' }, { x: undefined }])
      expect(() => evaluate(add(x, 1), values as never)).toThrow(/^no number for x/);
  });
});
