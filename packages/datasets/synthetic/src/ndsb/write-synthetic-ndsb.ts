import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkFields, listOf, text } from '@rectified/errors';
import { streamOf, uniform } from '@rectified/random';
import sharp from 'sharp';
import { labels } from '../labels.js';
import { checkOptions, type SyntheticOptions } from '../options.js';
import { writeFolder } from '../write-folder.js';
import { drawPlankton, NUMBERS } from './draw-plankton.js';
import { SPECIES, species } from './species.js';

export interface SyntheticNdsbOptions extends SyntheticOptions {
  /** Names of the class folders, at most 144: `ndsbClasses` of `@rectified/ndsb`. */
  readonly classes: readonly string[];
}

const names = listOf(text('a name'), `a list of 1 to ${SPECIES} names`, [1, SPECIES]);

/** Images encoded at a time. */
const CHUNK = 32;

/**
 * Writes generated images in the layout of the National Data Science Bowl: gray JPEG files of many sizes, `train` of
 * them as `train/<class>/<number>.jpg` and `test` without labels as `test/<number>.jpg`; returns `folder`.
 *
 * They look like plankton: dark figures on a light background, which differ between classes in length, outline, hairs and
 * interior. The classes are equally frequent, and an image depends only on seed and number (its bytes also on the version of
 * sharp). Returns at once if the same images are already there; throws an `InputError` rather than overwrite
 * anything else.
 *
 * @example
 * await writeSyntheticNdsb('data/synthetic-ndsb', { classes: ndsbClasses, train: 2420, test: 100, seed: 1 });
 */
export async function writeSyntheticNdsb(folder: string, given: SyntheticNdsbOptions): Promise<string> {
  const options = checkOptions(given, 1);
  const { classes } = checkFields('generated images', given, { classes: names });
  return writeFolder(folder, {
    what: 'generated images in the layout of the National Data Science Bowl',
    options: { ...options, classes },
    names: ['train', 'test'],
    async write(made) {
      for (const name of classes) await mkdir(join(made, 'train', name), { recursive: true });
      await mkdir(join(made, 'test'));
      for (const part of ['train', 'test'] as const)
        await writeImages(options[part], {
          ...options,
          part,
          classes: classes.length,
          fileOf: (label, number) => {
            const inside = part === 'train' ? join('train', classes[label]!) : 'test';
            return join(made, inside, `${number}.jpg`);
          },
        });
    },
  });
}

/** Which images {@link writeImages} writes. */
interface Images {
  /** No image occurs in both parts. */
  readonly part: 'train' | 'test';
  readonly classes: number;
  readonly seed: number;
  readonly noise: number;
  /** Where the image of a label and a number (from 1) belongs. */
  readonly fileOf: (label: number, number: number) => string;
}

async function writeImages(count: number, { part, classes, seed, noise, fileOf }: Images): Promise<void> {
  const stream = streamOf(`synthetic/ndsb/${part}/images`);
  const labelOf = labels(classes, { part, seed });
  for (let first = 0; first < count; first += CHUNK)
    await Promise.all(
      Array.from({ length: Math.min(CHUNK, count - first) }, async (_, i) => {
        const index = first + i;
        const label = labelOf(index);
        const image = drawPlankton(species(label), noise, uniform(NUMBERS, { seed, stream, step: index }));
        const { pixels, width, height } = image;
        const jpeg = await sharp(pixels, { raw: { width, height, channels: 1 } })
          .toColourspace('b-w')
          .jpeg({ quality: 90 })
          .toBuffer();
        await writeFile(fileOf(label, index + 1), jpeg);
      }),
    );
}
