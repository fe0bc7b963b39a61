import { checkValue, having, InputError } from '@rectified/errors';
import { checkExpression, type Sym, same, symbolsOf, x } from '@rectified/expression';
import { completeConfig } from './complete-config.js';
import type { AnyFormula } from './formula-description.js';
import { symbolsIn } from './function-of.js';

const reserved = [
  ...['x', 'dy', 'seed', 'training', 'noise', 'customObjects'],
  // Keys in the configs of tfjs's layers.
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
 * Checks a formula: its names are words, unique and not reserved by layers, and its functions return expressions of the declared
 * symbols. Throws an `InputError`. Code that loads formulas of others calls this first, as `testActivation` does; bundles for
 * users do not need it.
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
    const written = formula[part](given);
    checkSymbols(written, [...options, ...parameters, ...noise], `${part} of ${formula.title}`);
  }
}

/** Returns `data` as an expression of x and the declared symbols. Throws an `InputError` if it is anything else. */
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
