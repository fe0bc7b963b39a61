import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkExpression, evaluate, mul, sigmoid, toTex, unaryOperations, x } from '../src/index.js';
import { anyExpression } from './any-expression.js';

it('a formula survives JSON', () => {
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
  ['an infinity', { op: 'constant', value: 1 / 0 }, 'expected a finite number, got null'],
  ['a kind that is none', { op: 'symbol', kind: 'code', name: 'x' }, 'expected a symbol of kind'],
  ['a name that is none', { op: 'symbol', kind: 'input', name: '' }, 'expected a symbol with a name'],
  ['nothing', undefined, 'expected a part of a formula, got undefined'],
  ['a number', 7, 'expected a part of a formula, got 7'],
])('refuses %s', (_, data, message) => {
  expect(() => checkExpression(data)).toThrow(message);
});

it('refuses what would not end', () => {
  const circle: { op: string; args: unknown[] } = { op: 'neg', args: [] };
  circle.args.push(circle);
  expect(() => checkExpression(circle)).toThrow('a formula that is too large');
});

it('drops what does not belong, and reads every value once', () => {
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

it('TeX of any name holds no command', () => {
  expect(toTex({ op: 'symbol', kind: 'option', name: '\\input{/etc/passwd}' })).toBe(
    '\\mathrm{inputetcpasswd}',
  );
  expect(evaluate(checkExpression(mul(x, sigmoid(x))), { x: 0 })).toBe(0);
});
