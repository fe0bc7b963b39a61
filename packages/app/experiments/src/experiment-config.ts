import { heads } from '@rectified/architecture';
import { type Check, finiteNumber, randomSeed, trueOrFalse, wholeNumber } from '@rectified/errors';
import { initializationNames } from '@rectified/layers';
import { sgdSchema } from '@rectified/trainer';
import { z } from 'zod';

/** The message of a schema here says what was expected; `checkSchema` adds what it got instead. */
const fitting = <T = number>({ fits, expected }: Check) => z.custom<T>(fits, expected);
const whole = (from: number, to?: number) => fitting(wholeNumber({ from, to }));
const positive = fitting(finiteNumber({ above: 0 }));
const text = (error: string) => z.string({ error }).min(1, { error });
const named = text('a name, an npm package or a file');
const ownOptions = z.record(z.string(), z.json(), { error: 'options and their values' });
const seed = fitting(randomSeed);

function several<Item extends z.ZodType<string | number>>(item: Item, error: string) {
  const different = (list: readonly unknown[]) => new Set(list).size === list.length;
  return z.array(item, { error }).min(1, { error }).refine(different, { error });
}

/** Everything that determines what a run learns, as recorded by `run.json` and set by recipes. */
export const ExperimentConfig = z.strictObject({
  /** The dataset, as for `loadDataset`. */
  dataset: named,
  /** The dataset's own options, besides those of every dataset. */
  datasetOptions: ownOptions.optional(),
  /** The dataset's folder; default: its usual one. */
  data: text('a folder').optional(),
  /** Leave out unusable images instead of stopping before training. */
  skipBad: fitting<boolean>(trueOrFalse).optional(),
  /** File that lists the plankton images in each part; without it, they are drawn. */
  splitFile: text('a file').optional(),
  /** The network, as for `loadArchitecture`. */
  architecture: named,
  /** The network's own options, besides `width` and `initialization`, as listed in its description. */
  architectureOptions: ownOptions.optional(),
  /** The activation, as for `loadActivation`. */
  activation: named,
  /** Channels of the hidden layers relative to the paper. */
  width: fitting(finiteNumber({ above: 0, to: 32 })),
  /** Initialization of the weights; `authors` is what the network's authors used, `gaussian` has deviation 0.05. */
  initialization: z.enum(initializationNames, { error: `one of ${initializationNames.join(', ')}` }),
  /** The output layer: with `rectifier`, the network and its loss use a rectifier instead of the softmax. Default: softmax. */
  head: z.enum(heads, { error: 'softmax or rectifier' }).optional(),
  /** Determines the initial weights, the order of the images, dropout and noise. */
  seed,
  epochs: whole(1),
  /** Images per step. */
  batch: whole(1),
  /** Use only the first training images, and proportionally fewer test images. */
  limit: whole(1).optional(),
  /** Use only the first test images. */
  testLimit: whole(1).optional(),
  /**
   * Measure on this many of the last training images instead of the test images, and train on the others: for choosing
   * settings without looking at test images.
   */
  validation: whole(1).optional(),
  /** Augmentation of the images, as for `@rectified/augment`: the name of a preset, or a list of steps. */
  augment: z
    .union([text('a name'), z.array(z.record(z.string(), z.json()))], {
      error: 'the name of an augmentation, or a list of steps such as { step: mirror }',
    })
    .optional(),
  optimizer: sgdSchema,
  /** Pixels x become (x - shift) * scale. */
  input: z.strictObject({ shift: fitting(finiteNumber()), scale: positive }),
  backend: z.enum(['auto', 'tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'], { error: 'the name of a backend' }),
  /** Kernels for tfjs-node: those of `@rectified/native`, TensorFlow's (`plain`), or `auto`. */
  kernels: z.enum(['auto', 'native', 'plain'], { error: 'auto, native or plain' }),
  /**
   * What runs the steps: operation by operation on any backend (`eager`), one TensorFlow function for many steps on tfjs-node
   * (`compiled`, `xla`), or `auto`, the faster of the first two. Default: the run's if it is resumed, otherwise `eager`.
   */
  engine: z.enum(['auto', 'eager', 'compiled', 'xla'], { error: 'auto, eager, compiled or xla' }).optional(),
  /**
   * Precision of convolutions and matrix products on tfjs-node, with TensorFlow's own kernels: `tf32` on GPUs; `bf16` with the compiled engines anywhere, and with the eager
   * one on a processor that has units for it. Sums and weights stay float32.
   */
  precision: z.enum(['float32', 'tf32', 'bf16'], { error: 'float32, tf32 or bf16' }),
  /** Measure the clean train error after every epoch: on no images, all, or this many. */
  evaluateTrain: z.union([z.boolean(), whole(1)], { error: 'true, false or a number of images' }),
  /** Measure every this many epochs, and after the last. Default: after every epoch. */
  evaluateEvery: whole(1).optional(),
  /** Look into the layers before the first step and after every epoch, with this many training images, or (`true`) a batch of them. */
  probe: z.union([z.boolean(), whole(1)], { error: 'true, false or a number of images' }).optional(),
  /** Additional logs besides `metrics.jsonl`, as for `loadRunLogger`: `tensorboard`. */
  log: several(text('a name, an npm package or a file'), 'a list of different logs').optional(),
  /** When to save, besides the end of every epoch. */
  checkpointEvery: z.strictObject({ seconds: positive.optional(), steps: whole(1).optional() }).optional(),
});
export type ExperimentConfig = z.output<typeof ExperimentConfig>;

/** What a recipe may contain: any part of a configuration, and settings for `compare` and the command line. */
export const Recipe = ExperimentConfig.partial().extend({
  optimizer: sgdSchema.partial().optional(),
  input: ExperimentConfig.shape.input.partial().optional(),
  activations: several(named, 'a list of different activations').optional(),
  seeds: several(seed, 'a list of different whole numbers').optional(),
  jobs: whole(1, 1024).optional(),
  /** Numbers of the GPUs for tfjs-node-gpu, with one run on each at a time. */
  devices: several(whole(0), 'a list of different numbers of GPUs').optional(),
  /**
   * The smallest difference between two arms that would matter: a share of an error (0.005 is half a point), or nats of a loss.
   * It is fixed before the first run, so that a report can say that arms are the same.
   */
  margin: positive.optional(),
  out: text('a folder').optional(),
});
export type Recipe = z.input<typeof Recipe>;
