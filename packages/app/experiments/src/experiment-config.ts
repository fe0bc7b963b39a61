import { heads } from '@rectified/architecture';
import { type Check, finiteNumber, randomSeed, trueOrFalse, wholeNumber } from '@rectified/errors';
import { initializationNames } from '@rectified/layers';
import { sgdSchema } from '@rectified/trainer';
import { z } from 'zod';

/** The message of a schema here says what was expected; `checkSchema` adds what was there instead. */
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

/** Everything that decides what a run learns, as `run.json` records it and a recipe may give it. */
export const ExperimentConfig = z.strictObject({
  /** The dataset, as `loadDataset` takes it. */
  dataset: named,
  /** The dataset's own options, beside those that every dataset takes. */
  datasetOptions: ownOptions.optional(),
  /** The dataset's folder; without it the usual one. */
  data: text('a folder').optional(),
  /** Leave out images that cannot be used instead of stopping before training. */
  skipBad: fitting<boolean>(trueOrFalse).optional(),
  /** File of which plankton images are in which part; without it they are drawn. */
  splitFile: text('a file').optional(),
  /** The network, as `loadArchitecture` takes it. */
  architecture: named,
  /** The network's own options, beside `width` and `initialization`, as its description lists them. */
  architectureOptions: ownOptions.optional(),
  /** The activation, as `loadActivation` takes it. */
  activation: named,
  /** Channels of the hidden layers relative to the paper. */
  width: fitting(finiteNumber({ above: 0, to: 32 })),
  /** Of the initial weights; `authors` is what the network's authors had, `gaussian` has deviation 0.05. */
  initialization: z.enum(initializationNames, { error: `one of ${initializationNames.join(', ')}` }),
  /** What stands where the softmax does: with `rectifier` the network and its loss have one there. Default: softmax. */
  head: z.enum(heads, { error: 'softmax or rectifier' }).optional(),
  /** Decides the initial weights, the order of the images, dropout and noise. */
  seed,
  epochs: whole(1),
  /** Images a step. */
  batch: whole(1),
  /** Only the first images to train on, and proportionally fewer to test on. */
  limit: whole(1).optional(),
  /** Only the first images to test on. */
  testLimit: whole(1).optional(),
  /**
   * Measure on the last so many training images instead of the test images, and train on those before them: to choose
   * settings without having seen a test image.
   */
  validation: whole(1).optional(),
  /** What is done with the images, as `@rectified/augment` takes it: the name of a preset, or a list of steps. */
  augment: z
    .union([text('a name'), z.array(z.record(z.string(), z.json()))], {
      error: 'the name of an augmentation, or a list of steps such as { step: mirror }',
    })
    .optional(),
  optimizer: sgdSchema,
  /** Pixels x become (x - shift) * scale. */
  input: z.strictObject({ shift: fitting(finiteNumber()), scale: positive }),
  backend: z.enum(['auto', 'tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'], { error: 'the name of a backend' }),
  /** Whose kernels tfjs-node computes with: those of `@rectified/native`, TensorFlow's (`plain`), or `auto`. */
  kernels: z.enum(['auto', 'native', 'plain'], { error: 'auto, native or plain' }),
  /**
   * What takes the steps: operation by operation on any backend (`eager`), one function of TensorFlow for many on tfjs-node
   * (`compiled`, `xla`), or `auto`, whichever of the first two is faster. Default: that of the run where one goes on, else `eager`.
   */
  engine: z.enum(['auto', 'eager', 'compiled', 'xla'], { error: 'auto, eager, compiled or xla' }).optional(),
  /**
   * Of convolutions and products on tfjs-node, by TensorFlow's own kernels: `tf32` on GPUs; `bf16` by the compiled engines anywhere, and by the eager
   * one on a processor with units for it. Sums and weights stay float32.
   */
  precision: z.enum(['float32', 'tf32', 'bf16'], { error: 'float32, tf32 or bf16' }),
  /** Measure the clean train error after every epoch: of no, all or that many images. */
  evaluateTrain: z.union([z.boolean(), whole(1)], { error: 'true, false or a number of images' }),
  /** Measure after every so many epochs, and after the last. Default: after every one. */
  evaluateEvery: whole(1).optional(),
  /** Look into the layers before the first step and after every epoch, with so many first training images, or (`true`) a batch of them. */
  probe: z.union([z.boolean(), whole(1)], { error: 'true, false or a number of images' }).optional(),
  /** Where else the numbers go, as `loadRunLogger` takes it: `tensorboard`. Beside `metrics.jsonl`. */
  log: several(text('a name, an npm package or a file'), 'a list of different logs').optional(),
  /** When to save besides the end of every epoch. */
  checkpointEvery: z.strictObject({ seconds: positive.optional(), steps: whole(1).optional() }).optional(),
});
export type ExperimentConfig = z.output<typeof ExperimentConfig>;

/** What a recipe may say: any part of a configuration, and what `compare` and the command line need. */
export const Recipe = ExperimentConfig.partial().extend({
  optimizer: sgdSchema.partial().optional(),
  input: ExperimentConfig.shape.input.partial().optional(),
  activations: several(named, 'a list of different activations').optional(),
  seeds: several(seed, 'a list of different whole numbers').optional(),
  jobs: whole(1, 1024).optional(),
  /** GPUs of tfjs-node-gpu, by their numbers: a run on each at a time. */
  devices: several(whole(0), 'a list of different numbers of GPUs').optional(),
  /**
   * The smallest difference between two arms that would matter: a share of an error (0.005 is half a point), nats of a loss.
   * Fixed before the first run, so that a report can say that arms are the same.
   */
  margin: positive.optional(),
  out: text('a folder').optional(),
});
export type Recipe = z.input<typeof Recipe>;
