import { InputError } from '@rectified/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  checkExpression,
  compile,
  differentiate,
  type Expression,
  evaluate,
  mul,
  neg,
  select,
  sigmoid,
  simplify,
  symbol,
  toTex,
  unaryOperations,
  x,
} from '../src/index.js';
import { anyExpression } from './any-expression.js';
import { formulas } from './formulas.js';

it('a formula can be stored as JSON', () => {
  fc.assert(
    fc.property(anyExpression(unaryOperations), (expression) => {
      expect(checkExpression(JSON.parse(JSON.stringify(expression)))).toEqual(expression);
    }),
  );
});

it.each<[string, unknown, string]>([
  ['an operation that is none', { op: 'system', args: ['rm'] }, 'the formula: expected an operation'],
  ['one of Object', { op: 'constructor', args: [] }, 'expected an operation'],
  ['inside', { op: 'neg', args: [{ op: '__proto__' }] }, 'argument 1 of neg: expected an operation'],
  ['a number of arguments', { op: 'mul', args: [x] }, 'expected mul of 2 arguments, got 1'],
  ['arguments that are none', { op: 'neg', args: { length: 1 } }, 'expected neg of 1 argument'],
  ['text for a number', { op: 'constant', value: '1); system("rm"' }, 'expected a finite number'],
  ['an infinity', { op: 'constant', value: 1 / 0 }, 'expected a finite number, got Infinity'],
  ['no number', { op: 'constant', value: Number.NaN }, 'expected a finite number, got NaN'],
  ['a kind that is none', { op: 'symbol', kind: 'code', name: 'x' }, 'expected a symbol of kind'],
  ['a name that is none', { op: 'symbol', kind: 'input', name: '' }, 'expected a symbol with a name'],
  ['a number as text', { op: 'constant', value: '1' }, 'expected a finite number, got "1"'],
  ['a number as an object', { op: 'constant', value: Object(1) }, 'expected a finite number'],
  [
    'a large integer',
    { op: 'constant', value: 1n },
    'expected a finite number, got a bigint that is no JSON',
  ],
  ['an operation in a list', { op: ['neg'], args: [x] }, 'expected an operation'],
  ['an operation that says it is one', { op: { toString: () => 'neg' }, args: [x] }, 'expected an operation'],
  ['a kind in a list', { op: 'symbol', kind: ['input'], name: 'x' }, 'expected a symbol of kind'],
  ['a name in a list', { op: 'symbol', kind: 'input', name: ['x'] }, 'expected a symbol with a name'],
  [
    'a hole',
    { op: 'neg', args: new Array(1) },
    'argument 1 of neg: expected a part of a formula, got undefined',
  ],
  [
    'what JSON would take for a prototype',
    JSON.parse('{"__proto__":{"op":"constant","value":1}}'),
    'expected an operation',
  ],
  ['nothing', undefined, 'expected a part of a formula, got undefined'],
  ['a number', 7, 'expected a part of a formula, got 7'],
])('refuses %s', (_, data, message) => {
  expect(() => checkExpression(data)).toThrow(message);
});

describe('refuses expressions that would not end:', () => {
  const chain = (length: number) => {
    let part: Expression = x;
    for (let i = 0; i < length; i++) part = neg(part);
    return part;
  };
  /** 2^height parts, written out. */
  const tower = (height: number) => {
    let part: Expression = x;
    for (let i = 0; i < height; i++) part = add(part, part);
    return part;
  };
  const sum = (parts: number): Expression =>
    parts === 1 ? mul(Math.random(), x) : add(sum(Math.floor(parts / 2)), sum(Math.ceil(parts / 2)));

  it('a circular one', () => {
    const circle: { op: string; args: unknown[] } = { op: 'neg', args: [] };
    circle.args.push(circle);
    expect(() => checkExpression(circle)).toThrow('a formula that is too large');
  });

  it.each([
    ['a depth of 10,000', chain(10_000)],
    ['a depth of 100,000', chain(100_000)],
    ['100,000 parts', sum(50_000)],
    ['2^40 parts, of which 40 are different', tower(40)],
  ])('%s', (_, expression) => {
    expect(() => checkExpression(expression)).toThrow(InputError);
    expect(() => checkExpression(expression)).toThrow(
      'a formula that is too large: expected at most 10000 parts',
    );
  });

  it('one that is deep because of shared parts', () => {
    let part: Expression = x;
    for (let i = 0; i < 20; i++) {
      let deep = part;
      for (let j = 0; j < 450; j++) deep = neg(deep);
      part = add(part, deep); // The short way is met first.
    }
    expect(() => checkExpression(part)).toThrow('a formula that is too large');
  });

  it('one that changes with every read', () => {
    const growing: unknown = new Proxy(
      {},
      { get: (_, name) => (name === 'op' ? 'add' : name === 'args' ? [growing, fresh()] : undefined) },
    );
    const fresh = (): unknown => new Proxy({}, { get: (_, name) => (name === 'op' ? 'neg' : [fresh()]) });
    expect(() => checkExpression(growing)).toThrow('a formula that is too large');
  });

  const everywhere = () => [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  it('compiles parts that are shared a hundred times', () => {
    expect(compile([tower(100)], { bounds: everywhere }).lines).toHaveLength(101);
  });
});

it('derivatives of formulas are far from these limits', () => {
  for (const formula of Object.values(formulas)) checkExpression(differentiate(simplify(formula), x));
});

it('takes only the checked values from objects that change', () => {
  const evil = { op: 'system', args: ['rm'] };
  const named = (name: string): Expression => symbol('option', name);
  class Part {
    op = 'neg';
    #looks = 0;
    get args() {
      return this.#looks++ === 0 ? [x] : [evil];
    }
  }
  expect(checkExpression(new Part())).toEqual(neg(x));
  const args = Object.assign([x, x], { map: () => [evil], [Symbol.iterator]: () => [evil].values() });
  expect(checkExpression({ op: 'add', args })).toEqual(add(x, x));
  let looks = 0;
  const list = new Proxy([x, x], {
    get: (target, name) => (name === '1' && looks++ > 0 ? evil : Reflect.get(target, name)),
  });
  expect(checkExpression({ op: 'add', args: list })).toEqual(add(x, x));
  const inherited = Object.create({ op: 'constant', value: 2, args: [evil] });
  expect(checkExpression(inherited)).toEqual({ op: 'constant', value: 2 });
  expect(checkExpression({ op: 'constant', value: -0 })).toEqual({ op: 'constant', value: 0 });
  // Any name is a name, and what is done with it is others' business.
  for (const name of ['"', '\n', '*/', '`', '$(x)', '__proto__', 'constructor', 'a;b'])
    expect(checkExpression(select(x, named(name), named(name), 0))).toEqual(
      select(x, named(name), named(name), 0),
    );
});

it('drops unknown properties, and reads every value once', () => {
  let reads = 0;
  const sly = {
    op: 'constant',
    get value() {
      return reads++ === 0 ? 1 : Number.NaN;
    },
    extra: 'evil',
  };
  const checked = checkExpression({ op: 'mul', args: [sly, sly], extra: 1 });
  expect(checked).toEqual(mul(1, 1));
  expect(reads).toBe(1);
});

it('TeX of any name contains no command', () => {
  expect(toTex({ op: 'symbol', kind: 'option', name: '\\input{/etc/passwd}' })).toBe(
    '\\mathrm{inputetcpasswd}',
  );
  expect(evaluate(checkExpression(mul(x, sigmoid(x))), { x: 0 })).toBe(0);
});
