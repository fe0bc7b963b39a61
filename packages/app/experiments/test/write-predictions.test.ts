import { InputError } from '@rectified/errors';
import { ndsbClasses } from '@rectified/ndsb';
import { expect, it } from 'vitest';
import { checkWritable } from '../src/write-predictions.js';

it('names that a submission cannot have are refused before images are predicted', () => {
  const classes = ndsbClasses;
  const check = (file: string, files?: readonly string[], others: readonly string[] = classes) =>
    checkWritable(file, { classes: others, files });
  for (const file of ['a.csv', 'a.csv.gz']) {
    const twice = () => check(file, ['1.jpg', 'a,b.jpg', '1.jpg']);
    expect(twice).toThrow(InputError);
    expect(twice).toThrow(/two images have the same name: .*got "1.jpg". Write .json, or rename one of them/);
    check(file, ['1.jpg', 'a,b.jpg', '2.jpg']);
    check(file);
    check(file, ['1.jpg', '1.jpg'], ['cat', 'dog']);
  }
  check('a.json', ['1.jpg', '1.jpg']);
});
