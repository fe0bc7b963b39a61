import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '@rectified/dataset';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The classes of CIFAR-10 by label, as in its `batches.meta.txt`. */
export const cifar10Classes = words(`
  airplane automobile bird cat deer dog frog horse ship truck
`);

/** The fine classes of CIFAR-100 by label (alphabetical), as in its `fine_label_names.txt`. */
export const cifar100FineClasses = words(`
  apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel
  can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur
  dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion
  lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree
  pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea
  seal shark shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table
  tank telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman
  worm
`);

/** The coarse classes of CIFAR-100 by label, as in its `coarse_label_names.txt`. */
export const cifar100CoarseClasses = words(`
  aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices
  household_furniture insects large_carnivores large_man-made_outdoor_things large_natural_outdoor_scenes
  large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people reptiles small_mammals
  trees vehicles_1 vehicles_2
`);

/** The class names in `file` of `folder`, one a line; the official ones where there is no such file. */
export async function readClassNames(
  folder: string,
  file: string,
  official: readonly string[],
): Promise<readonly string[]> {
  const path = join(folder, file);
  const expected = `${official.length} different names, one a line`;
  const remedy = 'Delete the file to use the official names, or restore it from the archive';
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new DatasetError({
      what: 'cannot read the class names',
      file: path,
      expected,
      got: cause.message,
      remedy,
      cause,
    });
  });
  if (text === undefined) return official;
  const lines = text.split('\n').map((line) => line.trim());
  const names = lines.filter((line) => line !== '');
  const different = new Set(names).size;
  if (different === official.length && names.length === official.length) return names;
  const got = `${names.length} names, ${different} of them different`;
  throw new DatasetError({ what: 'bad class names', file: path, expected, got, remedy });
}
