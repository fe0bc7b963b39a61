import type { ImageShape } from '@rectified/dataset';
import {
  checkFields,
  checkOptions,
  checkValue,
  InputError,
  imageShape,
  listOf,
  optional,
} from '@rectified/errors';
import { checkLength } from './check-length.js';
import * as checks from './checks.js';
import { compile, type Pipeline, pixelsFor } from './compile.js';
import type { ViewKey } from './draw.js';
import type { Image, Images, Pixels } from './image.js';
import { type Augmentation, resolveSteps } from './resolve-steps.js';
import { sizeOf } from './stage.js';
import type { Statistics } from './statistics.js';
import type { FullStep } from './step.js';

/** Makes views of images. It has no state except scratch memory. */
export interface Augmenter {
  /** The steps with all defaults, as plain data. */
  readonly steps: readonly FullStep[];
  /** Type and shape of views of images of `shape`. Throws an `InputError` if the steps do not fit them. */
  form(shape: ImageShape): { readonly shape: ImageShape; readonly type: 'uint8' | 'float32' };
  /** The view of one image for `key`, in a new array. */
  view(image: Image<Uint8Array>, key: ViewKey): Image;
  /** One view of each of several images; `indices` are those of the images in their dataset. */
  views(images: Images<Uint8Array>, keys: ViewKeys, out?: Pixels): Images;
}

/** Identifies one view of each of several images: see {@link ViewKey}. */
export interface ViewKeys {
  readonly seed: number;
  readonly epoch: number;
  readonly indices: ArrayLike<number>;
}

/**
 * Random views of images. What is drawn depends only on (seed, epoch, index), not on which views were made before or on
 * the other steps. Views are bytes until a step computes with pixels (`subtract-mean`, `normalize`, `gcn`,
 * `zca`), and float32 from there on.
 *
 * If `out` is given, `views` writes to its start. An `Example` of a dataset is an image; a `Batch` is several images.
 *
 * @example
 * const { view } = augment([{ step: 'crop', size: 28 }, { step: 'mirror' }]);
 * view(train.get(7), { seed: 1, epoch: 1, index: 7 }).shape; // [28, 28, 3]
 */
export function augment(augmentation: Augmentation, options: { statistics?: Statistics } = {}): Augmenter {
  const { statistics = {} } = checkOptions('augment', options, { statistics: optional(checks.statistics) });
  const steps = resolveSteps(augmentation);
  const pipelines = new Map<string, Pipeline>();

  function pipeline(shape: ImageShape): Pipeline {
    const key = shape.join();
    const known = pipelines.get(key);
    if (known !== undefined) return known;
    const made = compile(steps, shape, statistics);
    pipelines.set(key, made);
    return made;
  }

  return {
    steps,
    form(shape) {
      checkValue('shape of the images', shape, imageShape);
      const { shape: made, type } = pipeline(shape);
      return { shape: made, type };
    },
    view(image, key) {
      const { pixels, shape } = checkValue('image', image, checks.image);
      checkValue('shape of the image', shape, imageShape);
      checkKey(key);
      const made = pipeline(shape);
      checkLength('the image', pixels, sizeOf(shape));
      const out = pixelsFor(made);
      made.run(pixels, 0, out, 0, key);
      return { pixels: out, shape: made.shape };
    },
    views(images, keys, out) {
      const { pixels, shape: whole } = checkValue('images', images, checks.image);
      const [n, ...shape] = checkValue('shape of the images', whole, checks.imagesShape);
      const { seed, epoch, indices } = checkKeys(keys);
      const made = pipeline(shape);
      const size = sizeOf(shape);
      const outSize = sizeOf(made.shape);
      const to = out ?? pixelsFor(made, n);
      checkLength('the images', pixels, n * size);
      checkLength('indices', indices, n);
      checkOut(to, made.type, n * outSize);
      for (let i = 0; i < n; i++)
        made.run(pixels, i * size, to, i * outSize, { seed, epoch, index: indices[i]! });
      return { pixels: to, shape: [n, ...made.shape] };
    },
  };
}

function checkKey(key: ViewKey): void {
  const { keyPart } = checks;
  checkFields('the key of a view', key, { seed: keyPart, epoch: keyPart, index: keyPart });
}

function checkKeys(keys: ViewKeys): ViewKeys {
  const indices = listOf(checks.keyPart, 'a list of whole numbers from 0');
  return checkFields('the keys of views', keys, { seed: checks.keyPart, epoch: checks.keyPart, indices });
}

function checkOut(out: Pixels, type: 'uint8' | 'float32', length: number): void {
  const right = type === 'uint8' ? out instanceof Uint8Array : out instanceof Float32Array;
  if (right && out.length >= length) return;
  throw new InputError({
    what: 'the array to write views into',
    expected: `${type} and at least ${length} numbers`,
    got: `${out.length} numbers, ${out.constructor.name}`,
  });
}
