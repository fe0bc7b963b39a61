import { add, compile, exp, max, mul, type Program, symbol, x } from '@rectified/expression';
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

/** A line of what is printed; there is no other way for text to be in it than by these words and numbers. */
const line =
  /^ *(struct (Formula|Value|From(In|Out)put|Finish(In|Out)put|Nonzero|Input|Slopes) \{|\};?|using \w+ = None;|static constexpr int kScalars = \d+, kParameters = \d+, kNoises = \d+;|static constexpr int kOutputs = \d+;|static constexpr bool kUsesX = (true|false), kUsesNoise = (true|false);|static RECTIFIED_INLINE void compute\(const Given& given, Vec\* out\) \{|out\[\d+\] = v\d+;|const (Vec|Mask) v\d+ = (given\.(x|dy|(scalars|parameters|noise|sums)\[\d+\])|splat\((-?[\d.]+(e[-+]?\d+)?f|-?__builtin_inff\(\))\)|-v\d+|\w+\(v\d+\)|v\d+ ([-+*/<>]|[<>=]=) v\d+|v\d+ \? v\d+ : v\d+);)?$/;

function expectKnownLines(text: string): void {
  for (const each of text.split('\n')) expect(each).toMatch(line);
}

test('what is printed is made of known lines', () => {
  for (const of of Object.values(driverFunctions)) expectKnownLines(printRowFunction(of).text);
});

const nasty = [
  ...[
    '"',
    "'",
    '\n',
    '\r\n',
    '\0',
    '\u2028',
    '*/',
    '//',
    '/*',
    '\\',
    '`',
    '??/',
    '#include "/etc/passwd"',
    '__proto__',
  ],
  ...['constructor', 'toString', 'x', 'dy', 'sum 0', 'given', 'a'.repeat(1e5), attack],
];

/** A function with a parameter, an option and noise of one name. */
const named = (name: string) => {
  const [parameter, option, noise] = (['parameter', 'option', 'noise'] as const).map((kind) =>
    symbol(kind, name),
  );
  return functionOf(name, add(mul(mul(x, parameter!), option!), noise!));
};

test.each(nasty)('any name: %j', (name) => {
  const { text } = printRowFunction(named(name));
  expectKnownLines(text);
  // Formulas have no such names (checkFormula): they would be taken for the gradient, or the sum of one.
  if (name !== 'dy' && name !== 'sum 0') expect(text).toBe(printRowFunction(named('f')).text);
});

test('no name at all is refused', () => {
  expect(() => printRowFunction(named(''))).toThrow('expected a symbol with a name');
});

test.each([
  1e308,
  -1e308,
  1.7976931348623157e308,
  5e-324,
  -5e-324,
  3.4028235e38,
  3.4028236e38,
  1e21,
  1e-7,
  1e-45,
  0.1,
  -0.1,
  123456789,
  2 ** 53,
])('any number: %d', (value) => {
  const { text } = printRowFunction(functionOf('f', add(exp(mul(value, x)), value)));
  expectKnownLines(text);
  const [, printed] = text.match(/splat\((.*)\);/)!;
  const number = printed!.endsWith('__builtin_inff()')
    ? Number.POSITIVE_INFINITY
    : Number.parseFloat(printed!);
  expect(Math.abs(number)).toBe(Math.abs(Math.fround(value)));
});

test('what a function says of itself is read once', () => {
  const honest = functionOf('f', mul(x, symbol('parameter', 'p')));
  const lying = (list: readonly unknown[]) =>
    new Proxy(list, { get: (target, name) => (name === 'length' ? lengths() : Reflect.get(target, name)) });
  let looks = 0;
  const lengths = () => (looks++ % 2 === 0 ? 1 : attack);
  for (let first = 0; first < 4; first++) {
    looks = first;
    try {
      expectKnownLines(printRowFunction({ ...honest, parameters: lying(honest.parameters) as never }).text);
    } catch (error) {
      expect((error as Error).message).not.toContain('to match');
    }
  }
  let asked = 0;
  const changing = {
    ...honest,
    get value() {
      return asked++ === 0 ? honest.value : ({ op: attack, args: [attack] } as never);
    },
  };
  try {
    expectKnownLines(printRowFunction(changing).text);
  } catch (error) {
    expect((error as Error).message).toMatch(/the formula: expected an operation/);
  }
});
