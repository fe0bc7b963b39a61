import type { Check } from '@rectified/errors';

/** What a loss is computed from. */
export const table: Check = {
  expected: 'a tensor of shape [images, classes]',
  fits: (value) => (value as { shape?: readonly number[] } | null | undefined)?.shape?.length === 2,
};
