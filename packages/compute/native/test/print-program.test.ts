import { compile, exp, max, mul, type Program, symbol, x } from '@rectified/expression';
import { expect, test } from 'vitest';
import { printProgram } from '../src/rows/print-program.js';
import { printRowFunction } from '../src/rows/print-row-function.js';
import { driverFunctions } from './driver-functions.js';
import { functionOf } from './functions.js';

const attack = '0; } int evil = system("touch /tmp/evil"); void f() {';
const print = (program: unknown) =>
  printProgram(
    program as Program,
    () => 'x',
    () => 0,
  );
const withLines = (...lines: unknown[]) => ({ lines, outputs: [lines.length - 1] });
const input = { op: 'symbol', kind: 'input', name: 'x' };

test('a program is printed line by line', () => {
  const program = compile([mul(max(x, 0.1), exp(x))], { bounds: () => [-1, 1] });
  expect(print(program)).toEqual([
    'const Vec v0 = given.x;',
    'const Vec v1 = splat(0.10000000149011612f);',
    'const Mask v2 = v0 <= v1;',
    'const Vec v3 = v2 ? v1 : v0;',
    'const Vec v4 = expOf(v0);',
    'const Vec v5 = v3 * v4;',
    'out[0] = v5;',
  ]);
});

test.each([
  ['an operation', withLines(input, { op: attack, args: [0] })],
  ['an operation that every object has', withLines(input, { op: 'constructor', args: [0] })],
  ['an argument', withLines(input, { op: 'neg', args: [attack] })],
  ['an argument that is a list', withLines(input, { op: 'neg', args: [[0]] })],
  ['an argument that prints itself', withLines(input, { op: 'neg', args: [{ toString: () => attack }] })],
  ['a later line', withLines(input, { op: 'neg', args: [1] })],
  ['a line below 0', withLines(input, { op: 'neg', args: [-1] })],
  ['half a line', withLines(input, { op: 'neg', args: [0.5] })],
  ['too many arguments', withLines(input, { op: 'neg', args: [0, 0] })],
  ['a number in the place of a truth', withLines(input, { op: 'where', args: [0, 0, 0] })],
  [
    'a truth in the place of a number',
    withLines(input, { op: 'less', args: [0, 0] }, { op: 'neg', args: [1] }),
  ],
  ['a truth as the output', withLines(input, { op: 'less', args: [0, 0] })],
  ['a constant', withLines({ op: 'constant', value: attack })],
  ['a constant that is a list', withLines({ op: 'constant', value: [1] })],
  ['a constant that is NaN', withLines({ op: 'constant', value: Number.NaN })],
  ['a leaf', withLines({ op: attack })],
  ['an output', { lines: [input], outputs: [attack] }],
  ['an output beyond the end', { lines: [input], outputs: [1] }],
])('nothing of a program but what is known reaches the compiler: %s', (_, program) => {
  expect(() => print(program)).toThrow();
});

test('names of symbols do not reach the compiler, and do not make another text', () => {
  const of = (name: string) => functionOf(name, mul(x, symbol('parameter', name)));
  const { text, hash } = printRowFunction(of(attack));
  expect(text).not.toContain('evil');
  expect(printRowFunction(of('p'))).toMatchObject({ text, hash });
});

test('a symbol that a function has not declared is refused', () => {
  const undeclared = { ...functionOf('f', mul(x, symbol('parameter', 'p'))), parameters: [] };
  expect(() => printRowFunction(undeclared)).toThrow(
    /the formula of f: expected a formula of x.* got the parameter p/,
  );
});

test('what is printed is made of known words', () => {
  for (const of of Object.values(driverFunctions))
    for (const line of printRowFunction(of).text.split('\n'))
      expect(line).toMatch(/^[\w\s=+\-*/?:;<>(){}[\].,&]*$/);
});
