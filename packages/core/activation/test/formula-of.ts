import { x } from '@rectified/expression';
import { activation } from '../src/index.js';

/** An activation that is described by a formula, the identity by default, with whatever is to be tested of it. */
export const formulaOf = (name: string, definition: object) =>
  activation({
    name,
    title: name,
    className: `Test${name}`,
    paper: { title: 'A test', authors: ['Nobody'], year: 2026 },
    formula: () => x,
    ...definition,
  } as never);
