/**
 * Writes the list that `fetchNdsb` uses to find the competition's training images among those of PlanktonSet 1.0, where they
 * have different names: `npx tsx --conditions=@rectified/source tools/golden/ndsb-images.ts TRAIN`, where TRAIN is Kaggle's
 * unpacked train.zip.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ndsbClasses } from '@rectified/ndsb';
import { pixelHash } from '../../packages/datasets/ndsb/src/fetch-images.ts';
import { encodeImageList } from '../../packages/datasets/ndsb/src/fetch-list.ts';

const train = process.argv[2]!;
const list = new Map<string, { number: number; hash: string }[]>();
for (const name of ndsbClasses) {
  const images = [];
  for (const file of readdirSync(join(train, name)))
    images.push({
      number: Number.parseInt(file, 10),
      hash: (await pixelHash(readFileSync(join(train, name, file))))!,
    });
  list.set(name, images);
}
const target = resolve(import.meta.dirname, '../../packages/datasets/ndsb/src/fetch-known.ts');
writeFileSync(
  target,
  `/** The training images of the competition, as \`encodeImageList\` writes them. Made by tools/golden/ndsb-images.ts. */\nexport const knownImages =\n  '${encodeImageList(ndsbClasses.map((name) => list.get(name)!))}';\n`,
);
