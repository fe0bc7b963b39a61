import { augment, byteSteps } from '@rectified/augment';
import type { Dataset } from '@rectified/dataset';
import { checkFields, InputError } from '@rectified/errors';
import { permutation, streamOf } from '@rectified/random';
import { writeAtomically } from '@rectified/system';
import { checkPlace } from './check-place.js';
import * as checks from './checks.js';
import { contactSheet, type SheetImage, type SheetRow } from './contact-sheet.js';
import type { ExperimentConfig } from './experiment-config.js';
import { openImages, type WhichImages } from './open-images.js';
import { augmentationOf } from './open-views.js';
import { prepareOutput } from './prepare-output.js';
import type { RunEvent } from './run-event.js';

export interface ShowOptions extends Omit<WhichImages, 'test' | 'limit' | 'run'> {
  /** File for the sheet: `.png`, `.jpg` or `.jpeg`. */
  readonly out: string;
  /** The augmentation that makes the views. Without it, there are more images of each class. */
  readonly augment?: ExperimentConfig['augment'];
  /** Rows. Default: 8. */
  readonly images?: number;
  /** Columns after the first. Default: 7. */
  readonly views?: number;
  /** Seed for choosing the images and making the views. Default: 1. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent & { readonly type: 'prepare' | 'note' }) => void;
}

/** The content of a contact sheet. */
export interface ShownData {
  readonly out: string;
  /** The width of the sheet in pixels. */
  readonly width: number;
  readonly height: number;
  /** A name for people: `NDSB train`. */
  readonly dataset: string;
  /** For each row: the index of the first image in the dataset, its class, and the name of its file if it has one. */
  readonly rows: readonly { readonly index: number; readonly name: string; readonly file?: string }[];
}

/**
 * Writes a contact sheet: images of different classes, chosen at random, each with its views in the first epochs of training with this
 * augmentation and seed. The steps that compute with pixels (mean image, whitening) are left out.
 *
 * @example
 * await showData({ dataset: 'ndsb', data: 'train.zip', augment: 'model1', out: 'sheet.png' });
 */
export async function showData(options: ShowOptions): Promise<ShownData> {
  const {
    out,
    augment: augmentation,
    images = 8,
    views = 7,
    seed = 1,
    split = 'train',
    signal,
    onEvent,
  } = checkFields('what to show', options, { dataset: checks.name, out: checks.file });
  checkPlace(out, options.data);
  const ending = await prepareOutput(out, ['.png', '.jpg', '.jpeg']);
  const steps = augmentation === undefined ? undefined : byteSteps(augmentationOf({ augment: augmentation }));
  if (steps?.length === 0)
    throw new InputError({
      what: 'this augmentation does not move pixels, so there is nothing to see',
      expected: 'steps such as affine, crop or mirror',
      got: JSON.stringify(augmentation),
    });
  const { dataset, files } = await openImages(
    { ...options, split },
    {
      signal,
      onProgress: (progress) => onEvent?.({ type: 'prepare', what: 'images', ...progress }),
      onNote: (text) => onEvent?.({ type: 'note', text }),
    },
  );
  const { view } = augment(steps ?? []);
  const chosen = chooseImages(dataset, { rows: images, columns: steps === undefined ? 1 + views : 1, seed });
  const rows = chosen.map((indices): SheetRow => {
    const examples = indices.map((index) => dataset.get(index));
    const epochs = steps === undefined ? [] : Array.from({ length: views }, (_, i) => i + 1);
    const made = epochs.map((epoch) => view(examples[0]!, { seed, epoch, index: indices[0]! }));
    return { name: examples[0]!.name, images: [...examples, ...(made as SheetImage[])] };
  });
  const by = typeof augmentation === 'string' ? ` by ${augmentation}` : '';
  const heads = steps === undefined ? [] : ['image', `views${by}`];
  const { bytes, width, height } = await contactSheet(
    { title: dataset.name, heads, rows },
    { format: ending === '.png' ? 'png' : 'jpeg' },
  );
  await writeAtomically(out, bytes);
  return {
    out,
    width,
    height,
    dataset: dataset.name,
    rows: chosen.map(([index], row) => ({ index: index!, name: rows[row]!.name, file: files?.[index!] })),
  };
}

/** Rows of images of one class each, from as many classes as possible, sorted by class. Fewer if there are no more. */
function chooseImages(
  dataset: Dataset,
  { rows, columns, seed }: { rows: number; columns: number; seed: number },
): number[][] {
  const left: number[][] = dataset.classes.map(() => []);
  for (const index of permutation(dataset.size, { seed, stream: streamOf('show/images'), step: 0 }))
    left[dataset.get(index).label]!.push(index);
  const classes = permutation(left.length, { seed, stream: streamOf('show/classes'), step: 0 });
  const chosen: { label: number; indices: number[] }[] = [];
  while (chosen.length < rows && left.some(({ length }) => length > 0))
    for (const label of classes)
      if (left[label]!.length > 0 && chosen.length < rows)
        chosen.push({ label, indices: left[label]!.splice(0, columns) });
  return chosen.sort((a, b) => a.label - b.label).map(({ indices }) => indices);
}
