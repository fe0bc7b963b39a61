import { type Check, callable, either, having, listOf, wholeNumber, worded } from '@rectified/errors';

export const layer = having('a layer of tfjs, such as new ReLU()', 'apply', 'call', 'weights');

/** The symbolic input of a layer in a model. */
export const symbolic = having(
  'what a layer gives in a model, such as tf.input(...)',
  'shape',
  'sourceLayer',
);

/** Makes a new layer for every place. */
export const makesLayers = callable('a function that makes a layer, such as () => new ReLU()');

export const maps: Check = {
  expected: 'a tensor of shape [n, height, width, channels]',
  fits: (value) => (value as { shape?: unknown[] } | null | undefined)?.shape?.length === 4,
};

/** Height and width. */
export const pair = (from: number) =>
  listOf(wholeNumber({ from }), `height and width, two whole numbers from ${from}`, [2, 2]);

/** Height and width, or one number for both. */
export const sides = (from: number) =>
  worded(`one or two whole numbers from ${from}`, either(wholeNumber({ from }), pair(from)));

/** Sizes of the levels of a pyramid. */
export const levels = listOf(wholeNumber({ from: 1 }), 'a list of whole numbers from 1', [1]);
