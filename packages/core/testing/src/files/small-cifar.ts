import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a few images in CIFAR-10's binary format: 10 a file, each of its label's own gray. Returns the folder, which is created if
 * it is missing.
 *
 * @example
 * const data = smallCifar(join(temporaryFolder(afterAll), 'cifar'));
 */
export function smallCifar(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const records = Array.from({ length: 10 }, (_, label) => [label, ...new Array(3072).fill(20 * label)]);
  const batches = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}`);
  for (const name of [...batches, 'test_batch'])
    writeFileSync(join(folder, `${name}.bin`), Uint8Array.from(records.flat()));
  return folder;
}
