import {
  checkOptionNames,
  checkValue,
  having,
  InputError,
  isInputError,
  unknownName,
} from '@rectified/errors';
import { checkExpression, type Sym, same, symbolsOf, x } from '@rectified/expression';
import { completeConfig } from './complete-config.js';
import type { AnyFormula, Choice, NumberOption } from './formula-description.js';
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

const fields = {
  definition: [
    ...['name', 'title', 'className', 'paper', 'options', 'foreignOptions', 'check', 'parameters', 'noise'],
    ...['formula', 'inference', 'stable', 'derivative', 'variants'],
  ],
  number: ['default', 'min', 'max', 'above', 'below', 'tex', 'aliases', 'remedy'],
  choice: ['default', 'choices'],
  parameter: ['initial', 'per', 'only', 'clip', 'rateFactor', 'decayFactor', 'tex'],
};

/**
 * Checks a formula: nothing is misspelt; its names are words, unique and not reserved by layers; and its functions return expressions
 * of the declared symbols. Throws an `InputError`. Code that loads formulas of others calls this first, as `testActivation` does;
 * bundles for users do not need it.
 */
export function checkFormula(formula: AnyFormula, config: object = {}): void {
  const what = `definition of ${formula?.title ?? 'an activation'}`;
  checkOptionNames(what, formula, fields.definition);
  checkValue(what, formula, having('an object such as { name, title, formula }', 'name', 'title', 'formula'));
  checkNames(formula);
  checkDeclarations(formula);
  const complete = completeConfig(formula, { ...config });
  for (const part of ['formula', 'stable', 'derivative', 'inference'] as const) {
    const { options, parameters, noise, given } = symbolsIn(formula, complete, part !== 'inference');
    if (formula[part] === undefined) continue;
    const partName = `${part} of ${formula.title}`;
    const [written, again] = [1, 2].map(() =>
      checkSymbols(
        formula[part]!(onlyDeclared(given, formula, part)),
        [...options, ...parameters, ...noise],
        partName,
      ),
    );
    // It is called wherever it is needed, in every process that trains with it.
    if (!same(written!, again!))
      throw new InputError({
        what: partName,
        expected: 'the same formula at every call',
        got: 'two that differ',
        remedy: 'Random numbers are declared: noise: { r: uniform }',
      });
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

/** Checks declarations of options and parameters: they have only known fields, and defaults are allowed values. */
function checkDeclarations({ title, options = {}, parameters = {} }: AnyFormula): void {
  for (const [name, option] of Object.entries<NumberOption | Choice>(options)) {
    const what = `option ${name} of ${title}`;
    checkOptionNames(what, option, 'choices' in option ? fields.choice : fields.number);
    try {
      completeConfig({ title, options: { [name]: option } } as unknown as AnyFormula);
    } catch (error) {
      throw isInputError(error) ? new InputError({ ...error.details, what: `default of ${what}` }) : error;
    }
  }
  for (const [name, parameter] of Object.entries(parameters))
    checkOptionNames(`parameter ${name} of ${title}`, parameter, fields.parameter);
}

/** The arguments of a formula; throws for an undeclared name, which would otherwise be undefined. */
function onlyDeclared(given: object, { title, options, parameters, noise }: AnyFormula, part: string): never {
  const declared = ['x', ...[options, parameters, noise].flatMap((each) => Object.keys(each ?? {}))];
  return new Proxy(given, {
    get(target, name) {
      if (typeof name === 'string' && !declared.includes(name) && !(name in target)) {
        const { details } = unknownName(`name in ${part} of ${title}`, name, declared);
        const remedy = details.remedy ?? `Declare ${name} in options, parameters or noise`;
        throw new InputError({ ...details, remedy });
      }
      return Reflect.get(target, name);
    },
  }) as never;
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
    expected: `letters and digits, each name once, none of ${reserved.join(', ')}, and not a property of all objects`,
    got: JSON.stringify(wrong),
  });
}
