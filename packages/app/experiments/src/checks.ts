import { having, text } from '@rectified/errors';

export const name = text('a name');

export const folder = text('the path of a folder');

export const file = text('the path of a file');

export const options = having('an object, or nothing');

/** A whole configuration. */
export const config = having(
  'a configuration such as mergeConfig returns',
  'dataset',
  'architecture',
  'activation',
);
