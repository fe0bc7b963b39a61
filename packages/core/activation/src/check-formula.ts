import { InputError } from '@rectified/errors';
import type { AnyFormula } from './formula-description.js';

const reserved = ['x', 'dy', 'seed', 'training', 'noise', 'customObjects'];

/** Names are words, each of one thing, and none of those that everybody has. Throws an `InputError`. */
export function checkFormula({ title, options = {}, parameters = {}, noise = {} }: AnyFormula): void {
  const names = [options, parameters, noise].flatMap((each) => Object.keys(each));
  const wrong = names.find(
    (name, index) =>
      !/^[A-Za-z][A-Za-z0-9]*$/.test(name) || reserved.includes(name) || names.indexOf(name) !== index,
  );
  if (wrong === undefined) return;
  throw new InputError({
    what: `a name in the formula of ${title}`,
    expected: `letters and digits, each name once, none of ${reserved.join(', ')}`,
    got: JSON.stringify(wrong),
  });
}
