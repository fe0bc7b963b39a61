import { constant } from './constructors.js';
import { functionOfOne } from './functions-of-one.js';

/** -a */
export const neg = /* @__PURE__ */ functionOfOne('neg', { at: (u) => -u, derivative: () => constant(-1) });
