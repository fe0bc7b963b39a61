import { checkValue, having, InputError } from '@rectified/errors';
import { checkExpression, type Sym, same, symbolsOf, x } from '@rectified/expression';
import { completeConfig } from './complete-config.js';
import type { AnyFormula } from './formula-description.js';
import { symbolsIn } from './function-of.js';

const reserved = [
  ...['x', 'dy', 'seed', 'training', 'noise', 'customObjects'],
  // What layers of tfjs have in their configs.
  ...[
    'name',
    'trainable',
    'dtype',
    'inputDType',
    'inputShape',
    'batchInputShape',
    'batchSize',
    'weights',
    'updatable',
  ],
];

/**
 * Makes sure that what an author wrote is a formula: names are words, each used once, and none of those that every
 * layer has; and the functions return expressions of what was declared. Throws an `InputError`. Code that loads a formula
 * from elsewhere calls this first, as `testActivation` does; a bundle for users does not need it.
 */
export function checkFormula(formula: AnyFormula, config: object = {}): void {
  checkValue(
    'definition of an activation',
    formula,
    having('an object such as { name, title, formula }', 'name', 'title', 'formula'),
  );
  checkNames(formula);
  const complete = completeConfig(formula, { ...config });
  for (const part of ['formula', 'stable', 'derivative', 'inference'] as const) {
    const { options, parameters, noise, given } = symbolsIn(formula, complete, part !== 'inference');
    if (formula[part] === undefined) continue;
    const what = `${part} of ${formula.title}`;
    const [written, again] = [1, 2].map(() =>
      checkSymbols(formula[part]!(given), [...options, ...parameters, ...noise], what),
    );
    // It is called wherever it is needed, in every process that trains with it.
    if (!same(written!, again!))
      throw new InputError({
        what,
        expected: 'the same formula at every call',
        got: 'two that differ',
        remedy: 'Random numbers are declared: noise: { r: uniform }',
      });
  }
}

/** `data` as an expression of x and the declared symbols. Throws an `InputError` if it is something else. */
export function checkSymbols(data: unknown, declared: readonly Sym[], what: string) {
  const expression = checkExpression(data);
  const known = [x, ...declared];
  const stranger = symbolsOf(expression).find((each) => !known.some((other) => same(each, other)));
  if (stranger === undefined) return expression;
  throw new InputError({
    what,
    expected: `a formula of ${known.map(({ name }) => name).join(', ')}`,
    got: `the ${stranger.kind} ${stranger.name}`,
  });
}

function checkNames({ title, options = {}, parameters = {}, noise = {} }: AnyFormula): void {
  const names = [options, parameters, noise].flatMap((each) => Object.keys(each));
  const wrong = names.find(
    (name, index) =>
      !/^[A-Za-z][A-Za-z0-9]*$/.test(name) ||
      reserved.includes(name) ||
      name in Object.prototype ||
      names.indexOf(name) !== index,
  );
  if (wrong === undefined) return;
  throw new InputError({
    what: `a name in the formula of ${title}`,
    expected: `letters and digits, each name once, none of ${reserved.join(', ')}, and no property of every object`,
    got: JSON.stringify(wrong),
  });
}
