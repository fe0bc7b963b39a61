import {
  type Checks,
  callable,
  checkFields,
  checkOptions,
  having,
  InputError,
  listOf,
  oneOf,
  optional,
  text,
  trueOrFalse,
  unknownName,
  wholeNumber,
} from '@rectified/errors';
import type { CompileOptions, StepFunction } from './compile-options.js';

const options: Checks<CompileOptions> = {
  variables: having('variables by name, each { read, assign }'),
  functions: having('functions by name, each { inputs, most, compute }'),
  tables: optional(having('tables by name, each { shape, values }')),
  noise: optional(having('{ seed, streams }', 'seed', 'streams')),
  products: optional(oneOf('float32', 'bfloat16')),
  xla: optional(trueOrFalse),
};

const functions: Checks<StepFunction> = {
  inputs: having('inputs by name, each { type, shape } or { rowsOf, count }'),
  most: wholeNumber({ from: 1 }),
  compute: callable(),
};

const numbers = { type: oneOf('float32', 'int32'), shape: listOf(wholeNumber(), 'a list of whole numbers') };
const rows = { rowsOf: text('the name of a table'), count: wholeNumber({ from: 1 }) };

/** Throws an `InputError` for options that are missing, unknown or wrong, and for names that a TensorFlow function cannot have, or that are taken. */
export function checkCompileOptions(given: CompileOptions): void {
  const { functions: all, variables, tables = {} } = checkOptions('compileSteps', given, options);
  for (const [name, variable] of Object.entries(variables))
    checkFields(`the variable ${name}`, variable, { read: callable(), assign: callable() });
  for (const [name, step] of Object.entries(all)) {
    checkName('a function', name, ['read', 'write']);
    checkOptions(`the function ${name}`, step, functions);
    for (const [input, declared] of Object.entries(step.inputs)) {
      checkName('an input', input, ['count', 'noise']);
      const isRows = typeof declared === 'object' && declared !== null && 'rowsOf' in declared;
      checkFields(`the input ${input} of ${name}`, declared, isRows ? rows : numbers);
      if (isRows && !Object.hasOwn(tables, declared.rowsOf))
        throw unknownName('table', declared.rowsOf, Object.keys(tables));
    }
  }
}

const named = /^[a-z][a-z0-9_]*$/;

/** Throws an `InputError` for a name that a TensorFlow function cannot have, or that is taken. */
export function checkName(what: string, name: string, taken: readonly string[] = []): void {
  if (named.test(name) && !taken.includes(name)) return;
  throw new InputError({
    what: `name of ${what} of compiled steps`,
    expected: `small letters, digits and _${taken.map((other) => `, not ${other}`).join('')}`,
    got: JSON.stringify(name),
  });
}
