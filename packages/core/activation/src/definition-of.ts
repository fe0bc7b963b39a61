import { checkValue, having } from '@rectified/errors';
import type { Formula } from './activation-description.js';
import type { Options } from './formula-description.js';

const fromActivation = /* @__PURE__ */ having('what activation() returns', 'definition');

/** What `activation()` was given, of what it returned. Throws an `InputError` for anything else. */
export const definitionOf = <O extends Options, P extends string, N extends string>(
  formula: Formula<O, P, N>,
) => checkValue('formula', formula, fromActivation).definition;
