import { type Activation, checkFormula } from '@rectified/activation';
import type { Architecture } from '@rectified/architecture';
import type { DatasetDescription } from '@rectified/dataset';

/** What a user's own code can provide as its default export; runs record it under these names. */
export interface CodeKinds {
  activation: Activation;
  architecture: Architecture;
  dataset: DatasetDescription;
}

export type CodeKind = keyof CodeKinds;

/** How to recognize and name one kind. */
interface KindWords<T> {
  /** `an architecture`. */
  readonly one: string;
  readonly noun: string;
  /** What the default export must be. */
  readonly expected: string;
  readonly example: string;
  is(value: unknown): value is T;
  /** Throws if it contains something it must not. */
  check?(value: T): void;
}

/** Whether a value has these members, each of this type. */
const has = (value: unknown, members: Readonly<Record<string, string>>) =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(members).every(([name, type]) => typeof (value as Record<string, unknown>)[name] === type);

export const codeKinds: { readonly [Kind in CodeKind]: KindWords<CodeKinds[Kind]> } = {
  activation: {
    one: 'an activation',
    noun: 'activation',
    expected: 'a default export { name, title, paper, layer } (see @rectified/activation)',
    example: './mine.ts',
    is: (value): value is Activation => has(value, { name: 'string', title: 'string', layer: 'function' }),
    check({ definition, variants = {} }) {
      if (definition !== undefined)
        for (const config of [{}, ...Object.values(variants).map((variant) => variant.config)])
          checkFormula(definition, config);
    },
  },
  architecture: {
    one: 'an architecture',
    noun: 'architecture',
    expected:
      'a default export { name, title, paper, published, options, build } (see @rectified/architecture)',
    example: './net.ts',
    is: (value): value is Architecture =>
      has(value, {
        name: 'string',
        title: 'string',
        published: 'object',
        options: 'object',
        build: 'function',
      }),
  },
  dataset: {
    one: 'a dataset',
    noun: 'dataset',
    expected: 'a default export { name, title, classes, shape, measure, open, ... } (see @rectified/dataset)',
    example: './birds.ts',
    is: (value): value is DatasetDescription =>
      has(value, { name: 'string', title: 'string', classes: 'number', shape: 'object', open: 'function' }),
  },
};
