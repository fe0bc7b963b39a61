import { expect, it } from 'vitest';
import { sharedImages } from '../src/shared-images.js';

it('says which images are there under two classes', () => {
  const files = ['copepod/1.jpg', 'copepod/2.jpg', 'diatom/3.jpg', 'diatom/4.jpg'];
  expect(sharedImages({ files, digests: ['a', 'b', 'a', 'c'] })).toBe(
    '1 image is there under two classes, and counted for both: copepod/1.jpg and diatom/3.jpg',
  );
  expect(sharedImages({ files, digests: ['a', 'b', 'a', 'b'] })).toMatch(
    /^2 images are there under two classes/,
  );
});

it('has nothing to say of one that is there twice under one class, or of different ones', () => {
  const files = ['copepod/1.jpg', 'copepod/2.jpg', 'diatom/3.jpg'];
  expect(sharedImages({ files, digests: ['a', 'a', 'b'] })).toBeUndefined();
});
