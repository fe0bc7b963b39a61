import { expect, it } from 'vitest';
import { faultsOf } from '../src/index.js';

it('are the tests that fail, with their messages, whether they wait or not', async () => {
  const faults = await faultsOf(({ describe, it }) =>
    describe('a suite', () => {
      it('passes', () => {});
      it('fails at once', () => {
        throw new Error('now');
      });
      it('fails later', async () => {
        await null;
        throw new Error('then');
      });
    }),
  );
  expect(faults).toEqual({ 'fails at once': 'now', 'fails later': 'then' });
});
