import { describe, expect, it } from 'vitest';
import { InputError, isInputError, nearest, unknownName } from '../src/index.js';

describe('InputError', () => {
  it('says what, where, expected, got and what to do', () => {
    const error = new InputError({
      what: 'truncated',
      file: 'a.bin',
      expected: '3 bytes',
      got: '2 bytes',
      remedy: 'download it again',
    });
    expect(error.message).toBe('a.bin: truncated: expected 3 bytes, got 2 bytes. download it again');
    expect(error.exitCode).toBe(2);
  });

  it('leaves out what it was not told, and keeps the cause', () => {
    const cause = new Error('ENOENT');
    const error = new InputError({ what: 'no such folder', cause });
    expect(error.message).toBe('no such folder');
    expect(error.cause).toBe(cause);
  });

  it('is recognized across copies of the package', () => {
    expect(isInputError(new InputError({ what: 'x' }))).toBe(true);
    expect(isInputError(Object.assign(new Error('x'), { exitCode: 2, details: { what: 'x' } }))).toBe(true);
    expect(isInputError(new Error('x'))).toBe(false);
    expect(isInputError({ exitCode: 2, details: {} })).toBe(false);
  });
});

describe('nearest', () => {
  const known = ['relu', 'leaky-relu', 'prelu', 'rrelu'];
  it.each([
    ['rrelo', 'rrelu'],
    ['ReLU', 'relu'],
    ['leaky_relu', 'leaky-relu'],
    ['mish', undefined],
  ])('%s -> %s', (name, expected) => expect(nearest(name, known)).toBe(expected));
});

it('unknownName shows what is no name', () => {
  expect(unknownName('backend', { name: 'cpu' }, ['wasm', 'cpu']).message).toBe(
    'unknown backend {"name":"cpu"}: expected wasm or cpu',
  );
});

it('unknownName lists the known names and suggests one', () => {
  expect(unknownName('activation', 'rrelo', ['relu', 'rrelu']).message).toBe(
    'unknown activation "rrelo": expected relu or rrelu. Did you mean "rrelu"?',
  );
});
