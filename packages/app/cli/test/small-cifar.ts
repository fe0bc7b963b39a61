import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a few images in CIFAR-10's binary format: 10 a file, each of its label's own gray. Returns the folder. */
export function smallCifar(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const records = Array.from({ length: 10 }, (_, label) => [label, ...new Array(3072).fill(20 * label)]);
  for (const name of [
    'data_batch_1',
    'data_batch_2',
    'data_batch_3',
    'data_batch_4',
    'data_batch_5',
    'test_batch',
  ])
    writeFileSync(join(folder, `${name}.bin`), Uint8Array.from(records.flat()));
  return folder;
}
