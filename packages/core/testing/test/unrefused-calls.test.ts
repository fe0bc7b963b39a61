import { expect, it } from 'vitest';
import { unrefusedCalls } from '../src/index.js';

class Refusal extends Error {
  readonly exitCode = 2;
  readonly details: { what: string };

  constructor(what: string) {
    super(what);
    this.details = { what };
  }
}

const isList = (list: unknown): list is readonly number[] => Array.isArray(list);

it('passes calls that work, and those that are refused', async () => {
  const first = (list: unknown) => {
    if (!isList(list)) throw new Refusal('list');
    return list[0];
  };
  expect(
    await unrefusedCalls({ first, later: async (list: unknown) => first(list), Refusal, ten: 10 }),
  ).toEqual([]);
  expect(await unrefusedCalls({ typeOf: (value: unknown) => typeof value })).toEqual([]);
});

it('finds functions, promises, generators and classes that stumble', async () => {
  const size = (list: number[]) => list.length.toFixed();
  const named = async ({ name }: { name: string }) => name;
  function* each(list: number[]) {
    yield list.length.toFixed();
  }
  class Sized {
    readonly size: string;

    constructor(list: number[]) {
      this.size = list.length.toFixed();
    }
  }
  const faults = await unrefusedCalls({ size, named, each, Sized });
  const calls = (name: string) => faults.filter((fault) => fault.startsWith(`${name}(`));
  expect(calls('size')).toHaveLength(4); // 'x' has a length
  expect(calls('size')[0]).toMatch(/^size\(\): TypeError: .*undefined/);
  expect(calls('named').map((fault) => fault.split(':')[0])).toEqual(['named()', 'named(null)']);
  expect(calls('each')).toHaveLength(4);
  expect(calls('Sized')).toHaveLength(4);
});

it('takes no refusal that does not say what is wrong', async () => {
  const refuse = (what: string) => () => {
    throw new Refusal(what);
  };
  expect(await unrefusedCalls({ empty: refuse(' '), of: refuse('size of undefined') })).toHaveLength(10);
});

it('makes no call that it is told not to make', async () => {
  const fail = () => {
    throw new Error('called');
  };
  expect(await unrefusedCalls({ fail }, ['fail'])).toEqual([]);
  expect(await unrefusedCalls({ fail }, ["fail('x')", 'fail()', 'fail(null)', 'fail({})'])).toEqual([
    'fail(42): Error: called',
  ]);
});
