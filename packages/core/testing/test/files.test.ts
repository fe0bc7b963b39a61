import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { smallCifar, temporaryFolder } from '../src/files/index.js';

it('a temporary folder is empty, and removed with all that is in it when the hook says so', () => {
  let remove = () => {};
  const folder = temporaryFolder((removal) => {
    remove = removal;
  });
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(join(folder, 'x'), '');
  remove();
  expect(existsSync(folder)).toBe(false);
  expect(remove).not.toThrow();
});

it('the small CIFAR-10 has every label once a file, each of a gray of its own', ({ onTestFinished }) => {
  const folder = smallCifar(join(temporaryFolder(onTestFinished), 'cifar'));
  const files = readdirSync(folder);
  expect(files).toEqual([...[1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`), 'test_batch.bin']);
  for (const name of files) {
    const bytes = readFileSync(join(folder, name));
    expect(bytes.length).toBe(10 * 3073);
    for (let label = 0; label < 10; label++)
      expect([...new Set(bytes.subarray(3073 * label, 3073 * (label + 1)))]).toEqual(
        label === 0 ? [0] : [label, 20 * label],
      );
  }
});
