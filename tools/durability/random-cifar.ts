import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uniform } from '@rectified/random';

/** Writes CIFAR-10's six files with the given number of images of noise in each. */
export function randomCifar(folder: string, count: number): void {
  const names = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}`);
  for (const [seed, name] of [...names, 'test_batch'].entries())
    writeFileSync(join(folder, `${name}.bin`), records(count, seed));
}

/** Records with labels in turn and three planes of noise. */
function records(count: number, seed: number): Uint8Array {
  const noise = uniform(count * 3073, { seed, stream: 0, step: 0 });
  return Uint8Array.from(noise, (value, at) => (at % 3073 === 0 ? (at / 3073) % 10 : 256 * value));
}
