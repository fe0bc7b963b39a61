import { expect, it } from 'vitest';
import { fillOptions, finiteNumber, oneOf, renamed, text } from '../src/index.js';

const described = {
  dropout: { check: finiteNumber({ from: 0, below: 1 }), default: 0.5, help: 'share that is dropped' },
  pool: { check: oneOf('max', 'mean'), default: 'max', help: 'kind of the pools' },
  file: { check: text('a file'), help: 'list of images; without it all of them' },
};

it('fills in defaults, and leaves out what has none', () => {
  expect(fillOptions('net', {}, described)).toEqual({ dropout: 0.5, pool: 'max' });
  expect(fillOptions('net', { dropout: 0, file: 'a', pool: undefined }, described)).toEqual({
    dropout: 0,
    pool: 'max',
    file: 'a',
  });
});

it.each([
  [{ dropout: 1 }, 'dropout of net: expected a number of at least 0 and below 1, got 1'],
  [{ pool: 'men' }, 'Did you mean "mean"?'],
  [{ drpout: 0 }, 'unknown option "drpout" of net: expected dropout, pool, file. Did you mean "dropout"?'],
  [{ p: 0.1 }, 'p: 0.1 is dropout: 0.1'],
])('refuses %j', (given, message) => {
  expect(() => fillOptions('net', given, described, { p: renamed('dropout') })).toThrow(message);
});
